from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gitune.plan.model import RUN_PLACEHOLDER
from support.specs import catalog, config, configured

ONE = {"accelerator": "h100-80gb", "gpusPerNode": 1}
TWO = {"accelerator": "h100-80gb", "gpusPerNode": 2}
NODES = {"accelerator": "h100-80gb", "gpusPerNode": 1, "nodes": 2}


@pytest.mark.parametrize(
    ("kind", "resources", "recipe"),
    [
        ("full", ONE, "full_finetune_single_device"),
        ("full", TWO, "full_finetune_distributed"),
        ("full", NODES, "full_finetune_distributed"),
        ("lora", ONE, "lora_finetune_single_device"),
        ("qlora", TWO, "lora_finetune_distributed"),
        ("dora", NODES, "lora_finetune_distributed"),
        ("qdora", {"accelerator": "cpu", "processesPerNode": 2}, "lora_finetune_distributed"),
    ],
)
def test_the_recipe_follows_method_nodes_and_processes(kind: str, resources: dict[str, Any], recipe: str) -> None:
    found = configured(method={"kind": kind}, resources=resources).config
    assert found is not None
    assert found.recipe == recipe
    assert found.args == (recipe, "--config", "/etc/gitune/torchtune.yaml")


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


@pytest.mark.parametrize("resources", [ONE, TWO])
@pytest.mark.parametrize("kind", ["full", "qlora"])
def test_complete_and_nothing_but_what_the_recipe_reads(kind: str, resources: dict[str, Any]) -> None:
    found = configured(method={"kind": kind}, resources=resources).config
    assert found is not None
    recipe = catalog().torchtune.recipes[found.recipe]
    assert set(found.config) <= set(recipe.keys)
    assert set(recipe.required) <= set(found.config)
    assert not [text for text in texts(found.config) if "${" in text]
    assert all(text.startswith("/workspace/") for text in texts(found.config) if text.startswith("/"))
    assert list(found.config)[:4] == ["output_dir", "model", "tokenizer", "checkpointer"]


def test_the_run_has_its_own_folder() -> None:
    found = config()
    out = f"/workspace/output/{RUN_PLACEHOLDER}"
    assert found["output_dir"] == found["checkpointer"]["output_dir"] == out
    assert found["metric_logger"]["log_dir"] == f"{out}/logs"


def test_lora_says_everything() -> None:
    method = {"kind": "qdora", "targetModules": ["v_proj", "q_proj", "v_proj"], "alpha": 32.0, "applyToMlp": False}
    assert config(method=method)["model"] == {
        "_component_": "torchtune.models.qwen2_5.lora_qwen2_5_0_5b",
        "lora_attn_modules": ["q_proj", "v_proj"],
        "apply_lora_to_mlp": False,
        "apply_lora_to_output": False,
        "lora_rank": 8,
        "lora_alpha": 32,
        "lora_dropout": 0.0,
        "use_dora": True,
        "quantize_base": True,
    }


def test_the_default_and_the_same_value_by_name_are_the_same_bytes() -> None:
    assert repr(config(method={"kind": "lora"})) == repr(config(method={"kind": "lora", "rank": 8, "alpha": 16}))


def test_a_builder_that_lacks_an_option_is_not_given_it() -> None:
    found = config(model={"id": "gemma2-2b", "source": "hf://a/b"}, method={"kind": "lora"})["model"]
    assert "apply_lora_to_output" not in found
    assert found["num_layers"] == 26


def test_resuming_reads_the_names_that_torchtune_writes() -> None:
    run = {"training": {"resumeFrom": "bot-1a2b3c4d"}}
    seven = config(model={"id": "qwen2.5-7b"}, **run)["checkpointer"]
    assert seven["checkpoint_dir"] == "/workspace/output/bot-1a2b3c4d/model"
    assert seven["checkpoint_files"] == [f"model-0000{n}-of-00004.safetensors" for n in (1, 2, 3, 4)]
    one = config(model={"id": "qwen2.5-0.5b"}, **run)
    assert one["checkpointer"]["checkpoint_files"] == ["model-00001-of-00001.safetensors"]
    assert one["tokenizer"]["path"] == "/workspace/model/Qwen--Qwen2.5-0.5B@main/vocab.json"


def test_numbered_weights_stay_a_mapping_with_text() -> None:
    found = config(model={"id": "llama3.3-70b-instruct", "source": "hf://a/b"}, resources={**TWO, "gpusPerNode": 8})
    assert found["checkpointer"]["checkpoint_files"] == {
        "filename_format": "model-{}-of-{}.safetensors",
        "max_filename": "00030",
    }
    assert found["custom_sharded_layers"] == ["tok_embeddings", "output"]


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        (
            {"kind": "instruct", "columns": {"input": "q"}, "systemPrompt": "Be brief."},
            {
                "_component_": "torchtune.datasets.instruct_dataset",
                "source": "parquet",
                "data_dir": "/workspace/dataset/tatsu-lab--alpaca--data@main/data",
                "split": "train",
                "column_map": {"input": "q", "output": "output"},
                "train_on_input": False,
                "new_system_prompt": "Be brief.",
                "packed": False,
            },
        ),
        (
            {"kind": "instruct", "template": "alpaca", "source": "hf://a/b/x.json"},
            {
                "_component_": "torchtune.datasets.alpaca_dataset",
                "source": "json",
                "data_files": "/workspace/dataset/a--b--x.json@main/x.json",
                "split": "train",
                "column_map": {"instruction": "instruction", "input": "input", "output": "output"},
                "train_on_input": False,
                "packed": False,
            },
        ),
        (
            {"kind": "chat", "conversationStyle": "sharegpt", "packed": True},
            {
                "_component_": "torchtune.datasets.chat_dataset",
                "source": "parquet",
                "data_dir": "/workspace/dataset/tatsu-lab--alpaca--data@main/data",
                "split": "train",
                "conversation_column": "conversations",
                "conversation_style": "sharegpt",
                "train_on_input": False,
                "new_system_prompt": None,
                "packed": True,
            },
        ),
        (
            {"kind": "text", "source": "hf://a/b/page.xml", "packed": True},
            {
                "_component_": "torchtune.datasets.text_completion_dataset",
                "source": "text",
                "sample_by": "document",
                "data_files": "/workspace/dataset/a--b--page.xml@main/page.xml",
                "split": "train",
                "column": "text",
                "add_eos": True,
                "split_across_pack": True,
                "packed": True,
            },
        ),
    ],
)
def test_rows(dataset: dict[str, Any], expected: dict[str, Any]) -> None:
    assert config(dataset=dataset)["dataset"] == expected


def test_optimizers_and_loss() -> None:
    paged = config(training={"optimizer": {"kind": "pagedAdamw8bit"}, "loss": {"kind": "crossEntropy"}})
    assert paged["optimizer"]["_component_"] == "bitsandbytes.optim.PagedAdamW8bit"
    assert "fused" not in paged["optimizer"]
    assert paged["loss"] == {"_component_": "torch.nn.CrossEntropyLoss"}
    sgd = config(training={"optimizer": {"kind": "sgd", "momentum": 0.9}})["optimizer"]
    assert sgd == {"_component_": "torch.optim.SGD", "lr": 2e-5, "momentum": 0.9, "weight_decay": 0.0}
