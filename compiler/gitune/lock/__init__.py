"""Pins: what `finetune.lock.yaml` says, read and written. Resolving them is `gitune.resolve`."""
