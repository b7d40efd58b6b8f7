"""The tiny entries against the model folders that tests/tiny.py writes."""

# ruff: noqa: PLC0415  (torch and what needs it are imported by the tests that run, not when tests are collected)

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gitune.catalog.load import load_catalog
from gitune.catalog.model import ModelEntry
from tiny import TinyModel, write_model

pytestmark = pytest.mark.torch

MODELS = load_catalog().models


@pytest.fixture(params=["tiny", "tiny-qwen"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ModelEntry, TinyModel]:
    family: Any = {"tiny": "llama3_2", "tiny-qwen": "qwen2"}[request.param]
    return MODELS[request.param], write_model(tmp_path / "model", family=family, dim=256)


def test_builders_and_their_arguments(case: tuple[ModelEntry, TinyModel]) -> None:
    entry, model = case
    assert (entry.torchtune.model, entry.torchtune.lora_model) == (model.builder, model.lora_builder)
    assert entry.torchtune.builder_args == model.dims
    assert entry.torchtune.model_type == model.model_type


def test_every_file_is_there(case: tuple[ModelEntry, TinyModel]) -> None:
    entry, model = case
    for name in (*entry.files, *(entry.weights.files or ())):
        assert (model.path / name).is_file(), name


def test_weights_are_as_large_as_the_entry_says(case: tuple[ModelEntry, TinyModel]) -> None:
    from safetensors.torch import load_file

    entry, model = case
    tensors = load_file(model.path / "model.safetensors").values()
    assert sum(tensor.numel() * tensor.element_size() for tensor in tensors) == entry.weights.total_bytes


def test_config_json_says_what_the_entry_says(case: tuple[ModelEntry, TinyModel]) -> None:
    entry, model = case
    config = json.loads((model.path / "config.json").read_text(encoding="utf-8"))
    shape = entry.architecture
    assert (config["model_type"], config["tie_word_embeddings"]) == (shape.model_type, shape.tied_embeddings)
    assert (config["num_hidden_layers"], config["hidden_size"]) == (shape.layers, shape.hidden_size)
    assert (config["num_attention_heads"], config["num_key_value_heads"]) == (shape.heads, shape.kv_heads)
    assert (config["vocab_size"], config["max_position_embeddings"]) == (shape.vocab_size, shape.context_length)


def test_tokenizer_reads_its_files(case: tuple[ModelEntry, TinyModel]) -> None:
    from omegaconf import OmegaConf
    from torchtune import config
    from torchtune.data import Message

    entry, model = case
    section = {
        key: value.replace("model/", f"{model.path}/", 1) if value.startswith("model/") else value
        for key, value in entry.torchtune.tokenizer.items()
    }
    tokenizer = config.instantiate(OmegaConf.create(section))
    messages = [Message(role="user", content="Say red twice."), Message(role="assistant", content="red red")]
    tokens, mask = tokenizer.tokenize_messages(messages)
    assert max(tokens) < entry.architecture.vocab_size
    assert len(tokens) == len(mask)
