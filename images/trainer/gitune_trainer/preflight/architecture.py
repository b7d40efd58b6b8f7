"""The config's model against the one in the checkpoint folder."""

from __future__ import annotations

from collections.abc import Iterator

from gitune_trainer.exits import ExitCode
from gitune_trainer.files import read_json
from gitune_trainer.preflight.finding import Finding, Start

SAME = {
    "vocab_size": "vocab_size",
    "num_layers": "num_hidden_layers",
    "num_heads": "num_attention_heads",
    "num_kv_heads": "num_key_value_heads",
    "embed_dim": "hidden_size",
    "intermediate_dim": "intermediate_size",
    "tie_word_embeddings": "tie_word_embeddings",
}
"""torchtune's name of a dimension, and Hugging Face's."""


def dimensions(start: Start) -> Iterator[Finding]:
    """Where both say a dimension, both say the same; torchtune would find out after loading the weights."""
    theirs = read_json(start.config.checkpoint_dir / "config.json") or {}
    ours = start.config.get("model", {})
    for tune, hugging_face in SAME.items():
        if tune in ours and hugging_face in theirs and ours[tune] != theirs[hugging_face]:
            yield Finding(
                ExitCode.FILES,
                f"model.{tune} is {ours[tune]}, but the model's config.json says {hugging_face}:"
                f" {theirs[hugging_face]}; name the builder that fits this model.",
            )
