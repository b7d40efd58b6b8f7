"""Reading the resolved config and writing it for a start."""

from __future__ import annotations

from pathlib import Path

import pytest
from omegaconf import OmegaConf

from gitune_trainer import config
from gitune_trainer.exits import Failure

TEXT = """\
output_dir: /workspace/output/run
device: cuda:0
dtype: bf16
epochs: 3
batch_size: 2
optimizer: {lr: 1e-4}
model: {_component_: torchtune.models.llama3_2.llama3_2_1b}
checkpointer:
  checkpoint_dir: /workspace/model/m@1
  checkpoint_files: {filename_format: 'model-{}-of-{}.safetensors', max_filename: '00003'}
dataset:
- {source: json, data_files: [/workspace/dataset/a.json], new_system_prompt: /no_think}
"""


@pytest.fixture
def mounted(tmp_path: Path) -> Path:
    path = tmp_path / "torchtune.yaml"
    path.write_text(TEXT)
    return path


def test_without_a_root_nothing_changes(mounted: Path, tmp_path: Path) -> None:
    loaded = config.load(mounted, Path("/"))
    written = loaded.write(tmp_path / "scratch" / "effective.yaml")
    assert OmegaConf.load(written) == OmegaConf.load(mounted)
    assert mounted.read_text() == TEXT


def test_numbers_are_what_torchtune_reads(mounted: Path, tmp_path: Path) -> None:
    written = config.load(mounted, Path("/")).write(tmp_path / "effective.yaml")
    assert OmegaConf.load(written).optimizer.lr == 0.0001  # YAML 1.1 alone would read "1e-4" as text


def test_root_goes_in_front_of_paths_but_not_of_text(mounted: Path) -> None:
    loaded = config.load(mounted, Path("/root"))
    assert loaded.output_dir == Path("/root/workspace/output/run")
    assert loaded.datasets[0]["data_files"] == ["/root/workspace/dataset/a.json"]
    assert loaded.datasets[0]["new_system_prompt"] == "/no_think"


def test_what_the_trainer_reads(mounted: Path) -> None:
    loaded = config.load(mounted, Path("/"))
    assert loaded.device == "cuda"
    assert loaded.checkpoint_files == [f"model-0000{n}-of-00003.safetensors" for n in (1, 2, 3)]
    assert loaded.get("checkpointer.recipe_checkpoint", "none") == "none"


def test_values_are_set_in_a_copy(mounted: Path) -> None:
    loaded = config.load(mounted, Path("/"))
    changed = loaded.with_values({"resume_from_checkpoint": True, "checkpointer.checkpoint_files": ["a"]})
    assert changed.checkpoint_files == ["a"]
    assert changed.tree["resume_from_checkpoint"] is True
    assert len(loaded.checkpoint_files) == 3


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        (TEXT + "log_dir: ${output_dir}/logs\n", 17, "log_dir to an interpolation"),
        (TEXT.replace("epochs: 3\n", ""), 17, "lacks epochs"),
        (TEXT.replace("epochs: 3", "epochs: many"), 17, "epochs must be whole numbers"),
        ("- a\n- b\n", 17, "is not a mapping"),
        ("a: [\n", 17, "cannot be read"),
    ],
)
def test_a_config_that_is_not_complete(mounted: Path, text: str, code: int, reason: str) -> None:
    mounted.write_text(text)
    with pytest.raises(Failure, match=reason) as raised:
        config.load(mounted, Path("/"))
    assert raised.value.code == code


def test_no_config(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="no config") as raised:
        config.load(tmp_path / "missing.yaml", Path("/"))
    assert raised.value.code == 2
