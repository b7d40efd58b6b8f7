"""What torchtune 0.6.1 computes for Gemma 2, against transformers: three differences, of which the catalog mends two.

The third, swapped feed-forward norms, is in the checkpoint mapping, which the trainer mends. When a later torchtune
mends one of them a test here fails, and the entries' comments and the trainer's patch may go.
"""

# ruff: noqa: PLC0415  (torch and what needs it are imported by the tests that run, not when tests are collected)

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from gitune.catalog.load import load_catalog

pytestmark = pytest.mark.torch

MODELS = load_catalog().models
GEMMA = [name for name in MODELS if MODELS[name].family == "gemma2"]
PRE = "model.layers.{}.pre_feedforward_layernorm.weight"
POST = "model.layers.{}.post_feedforward_layernorm.weight"
LOGIT_CAP = 30.0
NO_CAP = 1e6
DIMENSIONS = {
    "vocab_size": 64,
    "num_layers": 2,
    "num_heads": 4,
    "head_dim": 16,
    "num_kv_heads": 2,
    "embed_dim": 32,
    "intermediate_dim": 64,
    "max_seq_len": 64,
}


@pytest.mark.parametrize("name", GEMMA)
def test_entry_has_the_models_own_numbers(name: str) -> None:
    from transformers import Gemma2Config

    config, arguments = Gemma2Config(), MODELS[name].torchtune.builder_args
    assert arguments["hidden_capping_value"] == config.attn_logit_softcapping
    assert arguments["sliding_window_size"] == config.sliding_window
    assert arguments["norm_eps"] == config.rms_norm_eps
    assert arguments["final_capping_value"] == NO_CAP
    assert config.final_logit_softcapping == LOGIT_CAP


@pytest.mark.parametrize(
    ("mended", "attention_cap", "hidden_cap", "same"),
    [
        pytest.param(True, 50.0, NO_CAP, True, id="all mended"),
        pytest.param(False, 50.0, NO_CAP, False, id="norms swapped"),
        pytest.param(True, 30.0, NO_CAP, False, id="attention cap of the size builders"),
        pytest.param(True, 50.0, LOGIT_CAP, False, id="hidden state capped"),
    ],
)
def test_logits(mended: bool, attention_cap: float, hidden_cap: float, same: bool) -> None:
    """The same random weights on both sides, large enough for the caps to bite; our side caps its logits by hand."""
    import torch

    reference = _reference()
    with _norms(mended):
        model = _torchtune(reference.state_dict(), attention_cap, hidden_cap)
    tokens = torch.arange(40).remainder(64).reshape(1, 40)
    with torch.no_grad():
        logits = LOGIT_CAP * torch.tanh(model(tokens) / LOGIT_CAP)
        difference = (reference(tokens).logits - logits).abs().max().item()
    assert (difference < 1e-3) == same, difference


@pytest.mark.parametrize("size", ["gemma2_2b", "gemma2_9b"])
def test_size_builders_cap_attention_at_30(size: str) -> None:
    import torch
    from torchtune.models import gemma2

    with torch.device("meta"):
        assert getattr(gemma2, size)().layers[0].attn.softcapping == 30.0


def _reference() -> Any:
    import torch
    from transformers import Gemma2Config, Gemma2ForCausalLM

    config = Gemma2Config(
        vocab_size=64,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        query_pre_attn_scalar=16,
        max_position_embeddings=64,
        attn_implementation="eager",
    )
    model = Gemma2ForCausalLM(config).eval()
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn(weight.shape, generator=generator))
    return model


@contextmanager
def _norms(mended: bool) -> Iterator[None]:
    """torchtune's checkpoint mapping, with its two feed-forward norms the right way round."""
    from torchtune.models.gemma2._convert_weights import _GEMMA2_FROM_HF

    shipped = dict(_GEMMA2_FROM_HF)
    if mended:
        _GEMMA2_FROM_HF.update({PRE: shipped[POST], POST: shipped[PRE]})
    yield
    _GEMMA2_FROM_HF.update(shipped)


def _torchtune(weights: dict[str, Any], attention_cap: float, hidden_cap: float) -> Any:
    from torchtune.models.gemma2 import gemma2
    from torchtune.models.gemma2._convert_weights import gemma2_hf_to_tune

    model = gemma2(**DIMENSIONS, hidden_capping_value=attention_cap, final_capping_value=hidden_cap).eval()
    own = {name: weight for name, weight in weights.items() if name != "lm_head.weight"}
    model.load_state_dict(gemma2_hf_to_tune(own, num_heads=4, num_kv_heads=2, dim=32, head_dim=16))
    return model
