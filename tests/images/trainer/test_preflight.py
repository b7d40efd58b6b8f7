"""What is found before weights are loaded, check by check."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gitune_trainer import config, preflight
from gitune_trainer.devices import Devices
from gitune_trainer.exits import ExitCode, Failure
from gitune_trainer.preflight import adapter, architecture, files, placement, rows, space
from gitune_trainer.preflight.finding import Finding, Start
from gitune_trainer.recipes import Recipe
from gitune_trainer.settings import Settings
from tiny import write_dataset

SINGLE = Recipe("full_finetune_single_device", Path("full.py"), distributed=False)
DISTRIBUTED = Recipe("lora_finetune_distributed", Path("lora.py"), distributed=True)
CPU = Devices("cpu", None, bf16=True)
MakeStart = Callable[..., Start]


@pytest.fixture
def make_start(make_workspace: Any, monkeypatch: pytest.MonkeyPatch) -> MakeStart:
    """A start on a whole workspace, with ``values`` in its config."""
    workspace = make_workspace("full_finetune_single_device")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(workspace.root / "hf"))

    def make(recipe: Recipe = SINGLE, processes: int = 1, **values: Any) -> Start:
        loaded = config.load(workspace.root / "etc/gitune/torchtune.yaml", workspace.root)
        settings = Settings(recipe.name, Path("c"), workspace.root, 1, processes, 0, None)
        return Start(settings, recipe, loaded.with_values(values), CPU, processes)

    return make


def only(findings: Any) -> Finding:
    (finding,) = list(findings)
    assert isinstance(finding, Finding)
    assert finding.sentence.endswith(".")
    return finding


def test_nothing_is_found_on_a_whole_run(make_start: MakeStart) -> None:
    preflight.run(make_start())


def test_all_findings_are_shown_and_the_first_decides(
    make_start: MakeStart, capsys: pytest.CaptureFixture[str]
) -> None:
    start = make_start(processes=2, dtype="fp16", fsdp_cpu_offload=True)
    with pytest.raises(Failure, match=r"one process.*2 more above") as raised:
        preflight.run(start)
    assert raised.value.code == ExitCode.DEVICES
    shown = capsys.readouterr().err
    assert "fp16" in shown
    assert "fsdp_cpu_offload" in shown


def test_a_single_device_recipe_in_two_processes(make_start: MakeStart) -> None:
    finding = only(placement.single_process(make_start(processes=2)))
    assert finding.code == ExitCode.DEVICES
    assert "full_finetune_distributed" in finding.sentence
    assert list(placement.single_process(make_start(DISTRIBUTED, processes=2))) == []


@pytest.mark.parametrize(("count", "found"), [(0, "no GPU"), (1, "shows 1")])
def test_too_few_gpus(make_start: MakeStart, count: int, found: str) -> None:
    start = replace(make_start(DISTRIBUTED, processes=2), devices=Devices("cuda", count, bf16=True))
    finding = only(placement.enough_devices(start))
    assert (finding.code, found in finding.sentence) == (ExitCode.DEVICES, True)


def test_a_gpu_without_bf16(make_start: MakeStart) -> None:
    old = Devices("cuda", 1, bf16=False, name="Tesla T4")
    finding = only(placement.dtype(replace(make_start(dtype="bf16"), devices=old)))
    assert "Tesla T4" in finding.sentence
    assert list(placement.dtype(replace(make_start(dtype="fp32"), devices=old))) == []


@pytest.mark.parametrize("key", ["fsdp_cpu_offload", "enable_activation_offloading"])
def test_offloading_without_a_gpu(make_start: MakeStart, key: str) -> None:
    assert key in only(placement.offloading(make_start(**{key: True}))).sentence
    assert list(placement.offloading(make_start(**{key: True, "device": "cuda"}))) == []


def test_an_adapter_that_cannot_be_exported(make_start: MakeStart) -> None:
    values = {"save_adapter_weights_only": True, "checkpointer.model_type": "PHI4"}
    assert only(adapter.exportable(make_start(DISTRIBUTED, **values))).code == ExitCode.CONFIG
    assert list(adapter.exportable(make_start(DISTRIBUTED, save_adapter_weights_only=True))) == []


def test_only_the_layout_that_can_be_published(make_start: MakeStart) -> None:
    start = make_start(**{"checkpointer._component_": "torchtune.training.FullModelMetaCheckpointer"})
    assert only(files.layout(start)).code == ExitCode.CONFIG
    assert "output_dir" in only(files.layout(make_start(**{"checkpointer.output_dir": "/else"}))).sentence
    inside = str(make_start().config.checkpoint_dir / "out")
    start = make_start(**{"output_dir": inside, "checkpointer.output_dir": inside})
    assert "another folder" in only(files.layout(start)).sentence


def test_checkpoint_files_that_are_missing_empty_or_cut_off(make_start: MakeStart) -> None:
    start = make_start(**{"checkpointer.checkpoint_files": ["none.safetensors"]})
    assert only(files.weights(start)).code == ExitCode.MISSING
    weights = start.config.checkpoint_dir / "model.safetensors"
    for kept in (0, 100):
        cut = weights.with_name("cut.safetensors")
        cut.write_bytes(weights.read_bytes()[:kept])
        found = only(files.weights(make_start(**{"checkpointer.checkpoint_files": [cut.name]})))
        assert found.code == ExitCode.FILES


def test_a_config_json_that_is_none(make_start: MakeStart) -> None:
    start = make_start()
    (start.config.checkpoint_dir / "config.json").write_text("<html>")
    assert "not JSON" in only(files.weights(start)).sentence


def test_a_tokenizer_file_that_is_missing(make_start: MakeStart) -> None:
    finding = only(files.tokenizer(make_start(**{"tokenizer.path": "/none/tokenizer.model"})))
    assert (finding.code, "/none/tokenizer.model" in finding.sentence) == (ExitCode.MISSING, True)


def test_dimensions_of_another_model(make_start: MakeStart) -> None:
    finding = only(architecture.dimensions(make_start(**{"model.num_layers": 3})))
    assert finding.code == ExitCode.FILES
    assert "num_hidden_layers: 2" in finding.sentence
    sized = make_start(model={"_component_": "torchtune.models.llama3_2.llama3_2_1b"})
    assert list(architecture.dimensions(sized)) == []


def test_a_full_volume(make_start: MakeStart, monkeypatch: pytest.MonkeyPatch) -> None:
    start = make_start()
    elements = (start.config.checkpoint_dir / "model.safetensors").stat().st_size // 4

    def with_free(size: float) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, int(size)))  # type: ignore[attr-defined]

    with_free(elements * 4 * 1.5)
    assert only(space.checkpoints(start)).code == ExitCode.SPACE
    assert list(space.checkpoints(replace(start, epochs_done=1))) == []
    assert list(space.checkpoints(make_start(dtype="bf16"))) == []
    assert list(space.checkpoints(make_start(save_adapter_weights_only=True))) == []


def dataset(folder: Path, lines: list[dict[str, Any]]) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    component = "torchtune.datasets.instruct_dataset"
    return {"_component_": component, "source": "json", "data_files": str(path), "split": "train"}


@pytest.mark.parametrize("kind", ["alpaca", "chat", "text"])
def test_datasets_of_every_kind(make_start: MakeStart, tmp_path: Path, kind: Any) -> None:
    data = write_dataset(tmp_path, kind=kind)
    sections = {
        "alpaca": {"_component_": "torchtune.datasets.alpaca_dataset"},
        "text": {"_component_": "torchtune.datasets.text_completion_dataset"},
        "chat": {
            "_component_": "torchtune.datasets.chat_dataset",
            "conversation_column": "conversations",
            "conversation_style": "sharegpt",
        },
    }
    for source, file in (("parquet", data.parquet), ("json", data.jsonl)):
        section = {**sections[kind], "source": source, "data_files": str(file), "split": "train[:90%]"}
        assert list(rows.trainable(make_start(dataset=section))) == []


@pytest.mark.parametrize(
    ("line", "changed", "found"),
    [
        ({"question": "a", "output": "b"}, {}, "no column 'input' for the input; it has question, output"),
        ({"question": "a", "output": "b"}, {"column_map": {"input": "q", "output": "output"}}, "no column 'q'"),
        ({"input": 1, "output": "b"}, {}, "holds int64 values, not text"),
        ({"input": ["a"], "output": "b"}, {}, "not text"),
        (
            {"messages": "text"},
            {
                "_component_": "torchtune.datasets.chat_dataset",
                "conversation_column": "messages",
                "conversation_style": "openai",
            },
            "lists of turns with role and content",
        ),
        (
            {"messages": [{"from": "human", "value": "a"}]},
            {
                "_component_": "torchtune.datasets.chat_dataset",
                "conversation_column": "messages",
                "conversation_style": "openai",
            },
            "lists of turns with role and content",
        ),
    ],
)
def test_columns(
    make_start: MakeStart, tmp_path: Path, line: dict[str, Any], changed: dict[str, Any], found: str
) -> None:
    section = dataset(tmp_path / "rows", [line] * 8) | changed
    finding = only(rows.trainable(make_start(dataset=section)))
    assert finding.code == ExitCode.FILES
    assert found in finding.sentence


def test_rows_without_a_text(make_start: MakeStart, tmp_path: Path) -> None:
    section = dataset(tmp_path / "rows", [{"input": "a", "output": "b"}] * 8 + [{"input": "a", "output": None}])
    assert "null in 1 of 9 rows" in only(rows.trainable(make_start(dataset=section))).sentence


def test_a_dataset_that_is_missing_or_no_data(make_start: MakeStart, tmp_path: Path) -> None:
    section = dataset(tmp_path / "rows", [])
    missing = {**section, "data_files": str(tmp_path / "none.jsonl")}
    assert only(rows.trainable(make_start(dataset=missing))).code == ExitCode.MISSING
    Path(section["data_files"]).write_text("<html>not found</html>")
    assert only(rows.trainable(make_start(dataset=section))).code == ExitCode.FILES


def test_a_split_that_is_not_there(make_start: MakeStart, tmp_path: Path) -> None:
    section = dataset(tmp_path / "rows", [{"input": "a", "output": "b"}] * 8) | {"split": "test"}
    assert "dataset.split" in only(rows.trainable(make_start(dataset=section))).sentence


@pytest.mark.parametrize(
    ("values", "processes", "trains"),
    [
        ({"batch_size": 32}, 1, True),
        ({"batch_size": 33}, 1, False),
        ({"batch_size": 4, "gradient_accumulation_steps": 8}, 1, True),
        ({"batch_size": 4, "gradient_accumulation_steps": 9}, 1, False),
        ({"batch_size": 16}, 2, True),
        ({"batch_size": 17}, 2, False),
        ({"batch_size": 32, "tensor_parallel_dim": 2}, 2, True),
        ({"max_steps_per_epoch": 0}, 1, False),
    ],
)
def test_one_optimizer_step_is_the_least(
    make_start: MakeStart, values: dict[str, Any], processes: int, trains: bool
) -> None:
    findings = list(rows.trainable(make_start(DISTRIBUTED, processes, **values)))
    assert [finding.code for finding in findings] == ([] if trains else [ExitCode.NOTHING_TO_TRAIN])


def test_a_component_that_is_not_known_is_left_to_torchtune(make_start: MakeStart) -> None:
    assert list(rows.trainable(make_start(dataset={"_component_": "torchtune.datasets.samsum_dataset"}))) == []
