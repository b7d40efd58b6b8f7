"""What a person may write: the models of `finetune.yaml`."""
