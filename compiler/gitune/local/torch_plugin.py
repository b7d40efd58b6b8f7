"""Trainer's torch plugin: what torchrun reads from the environment of the container `node`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from gitune.local.model import Manifest
from gitune.local.refusal import Refused, diagnostic
from gitune.local.strategic import upserted

COMPLETION_INDEX = "metadata.annotations['batch.kubernetes.io/job-completion-index']"
PORT = 29500
RESERVED = ("PET_NNODES", "PET_NPROC_PER_NODE", "PET_NODE_RANK", "PET_MASTER_ADDR", "PET_MASTER_PORT")
SUFFIXES = {"n": "1e-9", "u": "1e-6", "m": "1e-3", "k": "1e3"}


def torch_environment(trainer: Manifest, container: Manifest, nodes: int, master: str) -> list[Manifest]:
    """The container's variables: its own, the TrainJob's over them, and the five of torchrun.

    `master` is the name of node 0 in the cluster; a local run later puts this machine's address in its place.

    Raises:
        Refused: GT609 where the TrainJob sets one of the five itself.
    """
    taken = [entry["name"] for entry in trainer.get("env", ()) if entry["name"] in RESERVED]
    if taken:
        raise Refused(diagnostic("GT609", f"Trainer refuses {taken[0]} in spec.trainer.env: it sets it itself"))
    injected: list[Manifest] = [
        {"name": "PET_NNODES", "value": str(nodes)},
        {"name": "PET_NPROC_PER_NODE", "value": processes_per_node(trainer, container.get("resources", {}))},
        {"name": "PET_NODE_RANK", "valueFrom": {"fieldRef": {"fieldPath": COMPLETION_INDEX}}},
        {"name": "PET_MASTER_ADDR", "value": master},
        {"name": "PET_MASTER_PORT", "value": str(PORT)},
    ]
    return upserted(upserted(container.get("env", ()), trainer.get("env", ())), injected)


def processes_per_node(trainer: Manifest, resources: Mapping[str, Any]) -> str:
    """A number, or `auto` for as many as the node has GPUs.

    Without a resource that has `gpu` in its name, `auto` is the number of CPUs that the container may use, at least 1.
    """
    asked = trainer.get("numProcPerNode", "auto")
    wanted = {**resources.get("requests", {}), **resources.get("limits", {})}
    if asked != "auto" or any("gpu" in name.lower() for name in wanted):
        return str(asked)
    return str(max(1, cpus(wanted.get("cpu", 1))))


def cpus(quantity: str | int) -> int:
    """A CPU quantity such as `1500m` in whole cores, rounded up as Kubernetes does.

    Raises:
        Refused: GT602 for what is no quantity.
    """
    text = str(quantity)
    factor = SUFFIXES.get(text[-1:])
    try:
        return math.ceil(Decimal(text[:-1]) * Decimal(factor) if factor else Decimal(text))
    except (InvalidOperation, ValueError, OverflowError):
        raise Refused(diagnostic("GT602", f"{text!r} is not a quantity of CPUs")) from None
