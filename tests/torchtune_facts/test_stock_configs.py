"""The catalog's model entries against the configs that torchtune ships for the same models."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.catalog.load import load_catalog
from gitune.catalog.model import ModelEntry
from torchtune_facts.stock import StockConfig, stock_configs

pytestmark = pytest.mark.torch

MODELS = load_catalog().models
FINE_TUNING = {
    "full_finetune_single_device",
    "full_finetune_distributed",
    "lora_finetune_single_device",
    "lora_finetune_distributed",
}
WITHOUT_STOCK_CONFIG = {
    "gemma2-2b-it",
    "gemma2-9b-it",
    "llama3.1-8b",
    "llama3.2-1b",
    "llama3.2-3b",
    "mistral-7b-instruct-v0.1",
    "qwen2.5-0.5b",
    "qwen2.5-1.5b",
    "qwen2.5-3b",
    "qwen2.5-7b",
    "tiny",
    "tiny-qwen",
}
"""The other half of a pair of base and instruct model, of which torchtune ships configs for one."""

SIZE_BUILDERS = {"gemma2-2b": "gemma2.gemma2_2b", "gemma2-9b": "gemma2.gemma2_9b", "phi4-14b": "phi4.phi4_14b"}
"""Entries that name a component builder where torchtune's configs name a size builder; the entries say why."""


def configs_of(entry: ModelEntry) -> list[StockConfig]:
    return [
        config
        for config in stock_configs()
        if config.recipe in FINE_TUNING and entry.source in {_source(name) for name in config.downloads}
    ]


def _source(repository: str) -> str:
    """Llama 3.1 lost the `Meta-` of its name after torchtune's configs were written."""
    return f"hf://{repository.replace('/Meta-Llama-3.1', '/Llama-3.1')}"


CASES = [(name, config) for name, entry in MODELS.items() for config in configs_of(entry)]


@pytest.fixture(params=CASES, ids=[f"{name}-{config.name}" for name, config in CASES])
def case(request: pytest.FixtureRequest) -> tuple[ModelEntry, StockConfig]:
    name, config = request.param
    return MODELS[name], config


def test_every_other_model_has_a_stock_config() -> None:
    assert set(MODELS) - {name for name, _ in CASES} == WITHOUT_STOCK_CONFIG


@pytest.mark.parametrize("name", sorted(WITHOUT_STOCK_CONFIG - {"tiny", "tiny-qwen"}))
def test_sibling_is_checked(name: str) -> None:
    """A model without a stock config agrees with one that has it in all that does not belong to one repository."""
    entry = MODELS[name]
    siblings = {other for other, _ in CASES if _shared(MODELS[other]) == _shared(entry)}
    assert siblings


def _shared(entry: ModelEntry) -> tuple[Any, ...]:
    tokenizer = {key: value for key, value in entry.torchtune.tokenizer.items() if key != "prompt_template"}
    shape = entry.architecture.model_dump(exclude={"context_length"})
    return entry.family, shape, entry.parameters, entry.torchtune.model_type, tokenizer, entry.files


def test_builder(case: tuple[ModelEntry, StockConfig]) -> None:
    entry, config = case
    stock = config.content["model"]["_component_"]
    own = entry.torchtune.model.removeprefix("torchtune.models.")
    family, builder = SIZE_BUILDERS.get(entry.id, own).split(".")
    assert stock in {f"torchtune.models.{family}.{prefix}{builder}" for prefix in ("", "lora_", "qlora_")}


def test_checkpointer(case: tuple[ModelEntry, StockConfig]) -> None:
    entry, config = case
    stock = config.content["checkpointer"]
    assert entry.torchtune.checkpointer == stock["_component_"]
    assert entry.torchtune.model_type == stock["model_type"]


def test_weights(case: tuple[ModelEntry, StockConfig]) -> None:
    entry, config = case
    stock = config.content["checkpointer"]["checkpoint_files"]
    if entry.weights.sharded is not None:
        sharded = entry.weights.sharded
        own: Any = {"filename_format": sharded.filename_format, "max_filename": sharded.max_filename}
    else:
        own = list(entry.weights.files or ())
    if entry.family == "mistral":  # safetensors here, pickles there: the entry's comment says why
        stock = [name.replace("pytorch_model", "model").replace(".bin", ".safetensors") for name in stock]
    assert own == stock


def test_tokenizer(case: tuple[ModelEntry, StockConfig]) -> None:
    entry, config = case
    folder = config.content["checkpointer"]["checkpoint_dir"].rstrip("/")
    stock = {
        key: str(value).replace(folder, "model").replace("//", "/")
        for key, value in config.content["tokenizer"].items()
        if key != "max_seq_len"  # the spec says it
    }
    own = {key: value for key, value in entry.torchtune.tokenizer.items() if key != "prompt_template"}
    assert own == stock
