"""gitune compiles one reviewed finetune.yaml into everything that a cluster needs to train."""

__version__ = "0.1.0"
