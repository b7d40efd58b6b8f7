"""Each family of the catalog computes in torchtune what it computes in transformers: same weights, same logits.

A tiny random model of the family goes through the mapping that torchtune's checkpointer uses, so that this covers
builder, rotary embedding, norms and mapping at once. Gemma 2 does not pass it: test_gemma2.py.
"""

# ruff: noqa: PLC0415  (torch and what needs it are imported by the tests that run, not when tests are collected)

from __future__ import annotations

from typing import Any

import pytest

from gitune.catalog.load import load_catalog

pytestmark = pytest.mark.torch

MODELS = load_catalog().models
SHAPE = {
    "vocab_size": 320,
    "num_layers": 2,
    "num_heads": 4,
    "num_kv_heads": 2,
    "embed_dim": 64,
    "intermediate_dim": 128,
    "max_seq_len": 512,
}
COMMON = {
    "vocab_size": 320,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "hidden_size": 64,
    "intermediate_size": 128,
    "max_position_embeddings": 512,
    "attn_implementation": "eager",
    "bos_token_id": 0,
    "eos_token_id": 1,
    "pad_token_id": 2,
}
LLAMA_ROPE = {
    "rope_type": "llama3",
    "rope_theta": 500000.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
}

FAMILIES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "llama3.2": (
        {"rope_parameters": LLAMA_ROPE | {"factor": 32.0}, "tie_word_embeddings": True, "rms_norm_eps": 1e-5},
        {},
    ),
    "llama3.1": (
        {"rope_parameters": LLAMA_ROPE | {"factor": 8.0}, "tie_word_embeddings": False, "rms_norm_eps": 1e-5},
        {},
    ),
    "qwen2.5": (
        {"rope_theta": 1000000.0, "tie_word_embeddings": True, "rms_norm_eps": 1e-6},
        {"tie_word_embeddings": True, "norm_eps": 1e-6},
    ),
    "llama3.3": (
        {"rope_parameters": LLAMA_ROPE | {"factor": 8.0}, "tie_word_embeddings": False, "rms_norm_eps": 1e-5},
        {},
    ),
    "mistral": (
        {"rope_theta": 10000.0, "tie_word_embeddings": False, "rms_norm_eps": 1e-5, "sliding_window": None},
        {"norm_eps": 1e-5},
    ),
    "phi4": (
        {"rope_theta": 250000.0, "tie_word_embeddings": False, "rms_norm_eps": 1e-5},
        {"norm_eps": 1e-5, "rope_base": 250000},
    ),
}
"""What the family's config.json says beside its size, and the same for torchtune's component builder."""

COMPONENTS = {
    "llama3.2": "llama3_2.llama3_2",
    "llama3.1": "llama3_1.llama3_1",
    "llama3.3": "llama3_1.llama3_1",
    "qwen2.5": "qwen2.qwen2",
    "mistral": "mistral.mistral",
    "phi4": "phi3.phi3",
}


@pytest.mark.parametrize("name", [name for name in MODELS if MODELS[name].family in FAMILIES])
def test_entry_builds_what_config_json_says(name: str) -> None:
    """The numbers of a config.json that no shape shows."""
    import torch
    from torchtune.config._utils import _get_component_from_path

    entry = MODELS[name]
    config, _ = FAMILIES[entry.family]
    with torch.device("meta"):
        model = _get_component_from_path(entry.torchtune.model)(**entry.torchtune.builder_args)
    rope = config.get("rope_parameters", config)
    positions = model.layers[0].attn.pos_embeddings
    assert positions.base == rope["rope_theta"]
    assert getattr(positions, "scale_factor", None) == rope.get("factor")
    assert model.norm.eps == config["rms_norm_eps"]


@pytest.mark.parametrize("family", FAMILIES)
def test_logits(family: str) -> None:
    import torch

    entry = next(MODELS[name] for name in MODELS if MODELS[name].family == family)
    config, arguments = FAMILIES[family]
    reference = _reference(entry.architecture.model_type, config)
    model = _torchtune(entry.torchtune.model_type, COMPONENTS[family], arguments, reference.state_dict())
    tokens = torch.arange(300).remainder(320).reshape(1, 300)
    with torch.no_grad():
        wanted = reference(tokens).logits
        difference = (wanted - model(tokens)).abs().max().item()
    assert wanted.abs().max().item() > 1
    assert difference < 1e-3


def _reference(model_type: str, config: dict[str, Any]) -> Any:
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    model = AutoModelForCausalLM.from_config(AutoConfig.for_model(model_type, **COMMON, **config)).eval()
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn(weight.shape, generator=generator) / 4)
    return model


def _torchtune(model_type: str, component: str, arguments: dict[str, Any], weights: dict[str, Any]) -> Any:
    from torchtune.config._utils import _get_component_from_path

    builder = _get_component_from_path(f"torchtune.models.{component}")
    model = builder(**SHAPE, **arguments).eval()
    tied = "output.weight" not in model.state_dict()
    own = {name: weight for name, weight in weights.items() if not (tied and name == "lm_head.weight")}
    model.load_state_dict(_converted(model_type, own))
    return model


def _converted(model_type: str, weights: dict[str, Any]) -> dict[str, Any]:
    """As FullModelHFCheckpointer.load_checkpoint converts."""
    from torchtune.models import convert_weights
    from torchtune.models.phi3._convert_weights import phi3_hf_to_tune
    from torchtune.models.qwen2._convert_weights import qwen2_hf_to_tune

    if model_type == "PHI4":
        return dict(phi3_hf_to_tune(weights, num_heads=4, num_kv_heads=2, dim=64))
    convert = qwen2_hf_to_tune if model_type == "QWEN2" else convert_weights.hf_to_tune
    tied = {"tie_word_embeddings": True} if model_type == "QWEN2" else {}
    return dict(convert(weights, num_heads=4, num_kv_heads=2, dim=64, **tied))
