"""Units of the fields that count something, by the field's name; a test holds that each name exists."""

from __future__ import annotations

UNITS = {
    "activeDeadline": "s, m, h or d",
    "cpu": "cores",
    "ephemeralStorage": "bytes, with a suffix such as Gi",
    "epochs": "passes over the data",
    "everySteps": "optimizer steps",
    "globalBatchSize": "examples per optimizer step",
    "gpusPerNode": "devices",
    "learningRate": "per optimizer step",
    "maxRestarts": "restarts",
    "maxSeqLen": "tokens",
    "maxSteps": "optimizer steps",
    "memory": "bytes, with a suffix such as Gi",
    "microBatchSize": "examples per device and forward pass",
    "nodes": "nodes",
    "processesPerNode": "processes",
    "sharedMemory": "bytes, with a suffix such as Gi",
    "size": "bytes, with a suffix such as Gi",
    "tolerationSeconds": "seconds",
    "warmupSteps": "optimizer steps",
}
"""`memory` under `logging` is a switch, which `unit_of` tells from the field of `resources`."""


def unit_of(name: str, types: str) -> str:
    """The unit of a field; switches have none."""
    return "" if types == "true or false" else UNITS.get(name, "")
