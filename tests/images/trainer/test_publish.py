"""`model/` and `adapter/` from an epoch's folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from gitune_trainer import publish

SETTINGS = {"r": 4, "lora_alpha": 8, "target_modules": ["q_proj"], "peft_type": "LORA"}


@pytest.fixture
def epoch(tmp_path: Path) -> Path:
    folder = tmp_path / "epoch_0"
    (folder / "original").mkdir(parents=True)
    save_file({"a": torch.zeros(2)}, folder / "model-00001-of-00001.safetensors")
    index = {"weight_map": {"a": "model-00001-of-00001.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    (folder / "adapter_config.json").write_text(json.dumps(SETTINGS))
    for name in ("config.json", "tokenizer.json", "original/tokenizer.model", "adapter_model.pt"):
        (folder / name).write_text("{}")
    save_file({"base_model.model.q_proj.lora_A.weight": torch.zeros(2)}, folder / "adapter_model.safetensors")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_model_has_no_adapter_beside_it(epoch: Path) -> None:
    assert publish.model(epoch, epoch.parent) == "model"
    assert names(epoch.parent / "model") == [
        "config.json",
        "model-00001-of-00001.safetensors",
        "model.safetensors.index.json",
        "original/tokenizer.model",
        "tokenizer.json",
    ]


def test_weights_take_no_space_twice(epoch: Path) -> None:
    publish.model(epoch, epoch.parent)
    name = "model-00001-of-00001.safetensors"
    assert (epoch.parent / "model" / name).samefile(epoch / name)


def test_others_may_read_what_is_published(epoch: Path) -> None:
    (epoch / "model-00001-of-00001.safetensors").chmod(0o600)
    publish.model(epoch, epoch.parent)
    publish.adapter(epoch, epoch.parent)
    for name in ("model", "adapter"):
        files = [path for path in (epoch.parent / name).rglob("*") if path.is_file()]
        assert {path.stat().st_mode & 0o777 for path in files} == {0o644}


def test_a_volume_without_hard_links_gets_copies(epoch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    publish.model(epoch, epoch.parent)
    name = "model-00001-of-00001.safetensors"
    assert (epoch.parent / "model" / name).read_bytes() == (epoch / name).read_bytes()


def test_publishing_again_replaces_what_is_there(epoch: Path) -> None:
    (epoch.parent / "model").mkdir()
    (epoch.parent / "model" / "stale.json").write_text("{}")
    publish.model(epoch, epoch.parent)
    assert "stale.json" not in names(epoch.parent / "model")


def test_the_adapter_says_what_peft_needs(epoch: Path) -> None:
    assert publish.adapter(epoch, epoch.parent) == "adapter"
    assert names(epoch.parent / "adapter") == ["adapter_config.json", "adapter_model.safetensors"]
    written = json.loads((epoch.parent / "adapter" / "adapter_config.json").read_text())
    assert written == SETTINGS | {"task_type": "CAUSAL_LM", "use_dora": False}


def test_dora_is_seen_in_the_weights(epoch: Path) -> None:
    magnitude = {"base_model.model.q_proj.lora_magnitude_vector": torch.zeros(2)}
    save_file(magnitude, epoch / "adapter_model.safetensors")
    publish.adapter(epoch, epoch.parent)
    written = json.loads((epoch.parent / "adapter" / "adapter_config.json").read_text())
    assert written["use_dora"] is True


def test_nothing_is_published_of_what_is_not_whole(epoch: Path) -> None:
    for name in ("model-00001-of-00001.safetensors", "adapter_model.safetensors"):
        (epoch / name).write_bytes((epoch / name).read_bytes()[:-1])
    assert publish.model(epoch, epoch.parent) is None
    assert publish.adapter(epoch, epoch.parent) is None
    assert not (epoch.parent / "model").exists()
