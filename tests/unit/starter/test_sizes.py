"""How much hardware a starter asks for."""

from __future__ import annotations

import pytest

from gitune.catalog.load import load_catalog
from gitune.starter.sizes import METHODS, hardware

CATALOG = load_catalog()


@pytest.mark.parametrize(
    ("model", "method", "accelerator", "devices", "nodes"),
    [
        ("tiny", "full", "cpu", 0, 1),
        ("qwen2.5-0.5b", "lora", "l4", 1, 1),
        ("llama3.1-8b", "qlora", "l4", 1, 1),
        ("llama3.1-8b", "lora", "a100-80gb", 1, 1),
        ("llama3.1-8b", "full", "a100-80gb", 1, 1),
        ("llama3.3-70b-instruct", "lora", "a100-80gb", 4, 1),
        ("llama3.3-70b-instruct", "full", "a100-80gb", 8, 2),
    ],
)
def test_devices_by_model_and_method(model: str, method: str, accelerator: str, devices: int, nodes: int) -> None:
    chosen = hardware(CATALOG.models[model], method, CATALOG.accelerators[accelerator])
    assert (chosen.devices, chosen.nodes) == (devices, nodes)


def test_the_node_holds_the_weights() -> None:
    for model in CATALOG.models.values():
        for method in METHODS:
            chosen = hardware(model, method, CATALOG.accelerators["a100-80gb"])
            assert chosen.memory_gib > model.weights.total_bytes / 2**30
