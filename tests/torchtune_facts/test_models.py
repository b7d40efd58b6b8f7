"""The catalog's model entries against the models that torchtune really builds."""

# ruff: noqa: PLC0415  (torch and what needs it are imported by the tests that run, not when tests are collected)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitune.catalog.load import load_catalog
from gitune.catalog.model import ModelEntry

if TYPE_CHECKING:
    from torch import nn

pytestmark = pytest.mark.torch

MODELS = load_catalog().models
BYTES_PER_WEIGHT = {2, 4}
NF4_BLOCK = 64 * 256
LORA = {"lora_attn_modules": ["q_proj", "k_proj", "v_proj", "output_proj"], "lora_rank": 8, "lora_alpha": 16}


def build(path: str, **arguments: Any) -> nn.Module:
    """A model on the meta device: shapes without memory."""
    import torch
    from torchtune.config._utils import _get_component_from_path

    with torch.device("meta"):
        return _get_component_from_path(path)(**arguments)


def whole(entry: ModelEntry) -> nn.Module:
    return build(entry.torchtune.model, **entry.torchtune.builder_args)


def with_lora(entry: ModelEntry) -> nn.Module:
    return build(entry.torchtune.lora_model, **entry.torchtune.builder_args, **LORA, apply_lora_to_mlp=True)


@pytest.fixture(params=list(MODELS))
def entry(request: pytest.FixtureRequest) -> ModelEntry:
    return MODELS[request.param]


def test_architecture_is_what_torchtune_builds(entry: ModelEntry) -> None:
    model: Any = whole(entry)
    layer = model.layers[0]
    built = {
        "layers": len(model.layers),
        "hidden_size": model.tok_embeddings.weight.shape[1],
        "heads": layer.attn.num_heads,
        "kv_heads": layer.attn.num_kv_heads,
        "head_dim": layer.attn.head_dim,
        "intermediate_size": layer.mlp.w1.weight.shape[0],
        "vocab_size": model.tok_embeddings.weight.shape[0],
        "context_length": model.max_seq_len,
        "tied_embeddings": type(model.output).__name__ == "TiedLinear",
    }
    assert entry.architecture.model_dump(exclude={"model_type"}) == built


def test_parameter_count_is_what_torchtune_builds(entry: ModelEntry) -> None:
    assert entry.parameters == sum(weight.numel() for weight in whole(entry).parameters())


def test_weights_hold_every_parameter_once(entry: ModelEntry) -> None:
    assert divmod(entry.weights.total_bytes, entry.parameters) in {(size, 0) for size in BYTES_PER_WEIGHT}


def test_lora_builder_builds_the_same_base(entry: ModelEntry) -> None:
    base = {name: tuple(weight.shape) for name, weight in whole(entry).named_parameters()}
    adapted = {name: tuple(weight.shape) for name, weight in with_lora(entry).named_parameters()}
    assert {name: shape for name, shape in adapted.items() if ".lora_" not in name} == base


def test_quantizable_is_whether_nf4_fits(entry: ModelEntry) -> None:
    layers = whole(entry).get_submodule("layers")
    matrices = [weight.numel() for weight in layers.parameters() if weight.ndim == 2]
    assert entry.torchtune.quantizable == all(count % NF4_BLOCK == 0 for count in matrices)


def test_peft_adapter_is_whether_torchtune_exports_one(entry: ModelEntry) -> None:
    from torchtune.training.checkpointing import ModelType

    without = {ModelType.PHI3_MINI, ModelType.PHI4, ModelType.LLAMA3_VISION}
    assert entry.torchtune.peft_adapter == (ModelType[entry.torchtune.model_type] not in without)


@pytest.mark.parametrize("name", ["tiny", "tiny-qwen"])
def test_quantized_base_builds(name: str) -> None:
    """The small models for real; the others by the arithmetic above."""
    from torchtune.config._utils import _get_component_from_path

    entry = MODELS[name]
    builder = _get_component_from_path(entry.torchtune.lora_model)
    builder(**entry.torchtune.builder_args, **LORA, apply_lora_to_mlp=True, quantize_base=True)
