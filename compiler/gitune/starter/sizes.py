"""How much hardware a first run asks for. A rule of thumb, generous on purpose: `gitune plan` knows more."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from gitune.catalog.model import AcceleratorEntry, ModelEntry

METHODS = ("full", "lora", "qlora", "dora", "qdora")

_BYTES = {"full": 8.0, "lora": 2.2, "qlora": 0.8, "dora": 2.2, "qdora": 0.8}
"""Bytes a parameter: bf16 weights, and for `full` gradients and AdamW's two states; NF4 takes half a byte."""

_USABLE = 0.9
"""Share of a device's memory that is planned for."""
_DEVICES_PER_NODE = 8
_MOST_DEVICES = 64
SMALL = 100_000_000
"""Parameters below which a model is for trying things out on a CPU."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """The node of a first run, and how many of them."""

    devices: int
    nodes: int
    cores: int
    memory_gib: int


def hardware(model: ModelEntry, method: str, accelerator: AcceleratorEntry) -> Hardware:
    """Devices as a power of two, nodes of at most eight, and host memory for reading the weights twice."""
    weights = model.weights.total_bytes / 2**30
    if accelerator.memory_gib is None:
        return Hardware(0, 1, 2, 4 if model.parameters < SMALL else ceil(4 * weights) + 16)
    devices = 1
    while devices < _MOST_DEVICES and _gib_each(model, method, devices) > accelerator.memory_gib * _USABLE:
        devices *= 2
    per_node = min(devices, _DEVICES_PER_NODE)
    memory = max(32 * per_node, _eighth(2 * weights + 16))
    return Hardware(per_node, devices // per_node, 8 * per_node, memory)


def _gib_each(model: ModelEntry, method: str, devices: int) -> float:
    """A share of weights and states, and activations, which every device has for itself."""
    states = model.parameters * _BYTES[method] / 2**30
    return states / devices + min(2 + model.parameters / 1e9, 10)


def _eighth(gib: float) -> int:
    return ceil(gib / 8) * 8
