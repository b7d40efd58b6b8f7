"""Where a spec's lock stands."""

from __future__ import annotations


def lock_name(spec: str) -> str:
    """Name of the lock beside a spec of that name: `finetune.yaml` and `x.finetune.yaml` have one each."""
    stem = spec.removesuffix(".yaml").removesuffix(".yml")
    return f"{stem}.lock.yaml"
