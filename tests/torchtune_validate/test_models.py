"""Every model builds with every method, without memory, and has the size that the planner counts with."""

from __future__ import annotations

import json
from typing import Any

import pytest
from torch import nn

from gitune.plan.sizes import adapter_parameters
from gitune.spec.method import Full
from support.specs import catalog, configured, spec
from torchtune_validate.matrix import METHODS
from torchtune_validate.oracle import build

pytestmark = pytest.mark.torch

NF4_BLOCK = 64 * 256
REALLY_QUANTIZED = ("qwen2.5-0.5b", "tiny", "tiny-qwen")
"""Quantizing takes time even where there is no memory: the others are checked by their shapes."""

CASES = [(model, method) for model in sorted(catalog().models) for method in METHODS]


@pytest.mark.parametrize(("model", "method"), CASES, ids=[f"{m}-{k['kind']}{len(k)}" for m, k in CASES])
def test_model_builds_with_the_size_that_the_planner_counts(model: str, method: dict[str, Any]) -> None:
    changes = {"model": {"id": model, "source": "hf://team/model"}, "method": method, "training": {"maxSeqLen": 512}}
    result = configured(**changes)
    if result.config is None:
        assert {finding.code for finding in result.findings} & {"GT301", "GT303"}
        return
    section = dict(result.config.config["model"])
    quantized = section.get("quantize_base", False)
    if quantized and model not in REALLY_QUANTIZED:
        section["quantize_base"] = False
    built, entry, parsed = build(json.dumps(section)), catalog().models[model], spec(**changes).method
    if isinstance(parsed, Full):
        assert sum(p.numel() for p in built.parameters()) == entry.parameters
        return
    assert _adapter_size(built) == adapter_parameters(entry.architecture, parsed)
    if quantized:
        assert all(weight.numel() % NF4_BLOCK == 0 for weight in _adapted_weights(built))


def _adapter_size(built: nn.Module) -> int:
    return sum(p.numel() for name, p in built.named_parameters() if "lora_" in name or "magnitude" in name)


def _adapted_weights(built: nn.Module) -> list[nn.Parameter]:
    return [module.weight for module in built.modules() if hasattr(module, "lora_a")]
