"""Gemma 2 is loaded, trained and saved with two of its norms exchanged.

Bug: torchtune/models/gemma2/_convert_weights.py, `_GEMMA2_FROM_HF`: the norm before the feed-forward block is mapped to
the place after it and the other way round. The same table is read for saving, so weights survive a round trip and the
fault shows only in what the model computes (tests/torchtune_facts/test_gemma2.py).
Applies: every recipe, once per process. Changes nothing where the table is right already.
"""

from __future__ import annotations

from gitune_trainer.patches.target import Target

PRE = "model.layers.{}.pre_feedforward_layernorm.weight"
POST = "model.layers.{}.post_feedforward_layernorm.weight"
BEFORE, AFTER = "layers.{}.mlp_norm.scale", "layers.{}.mlp_scale.scale"


def apply(target: Target) -> None:
    """Put the two norms where transformers has them."""
    if str(target.config.get("checkpointer", {}).get("model_type")) != "GEMMA2":
        return
    from torchtune.models.gemma2 import _convert_weights  # noqa: PLC0415 (only where a Gemma 2 is trained)

    _convert_weights._GEMMA2_FROM_HF.update({PRE: BEFORE, POST: AFTER})
