"""Reading a rendered folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gitune.local.objects import read_run
from gitune.local.refusal import Refused


def refused(folder: Path, runtime: Path | None = None) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        read_run(folder, runtime)
    (found,) = caught.value.diagnostics
    return found.code, found.message


def edit(file: Path, **changes: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | changes), encoding="utf-8")


def test_objects_and_config_map(fake: Any) -> None:
    run = read_run(fake.write(), None)
    assert (run.name, run.namespace) == ("quick-1a2b3c4d", "team-a")
    assert run.config_maps == {"quick-1a2b3c4d": {"torchtune.yaml": "epochs: 1\n"}}
    assert run.runtime["metadata"]["name"] == "team-a-quick-1a2b3c4d"


def test_a_folder_that_was_not_rendered(tmp_path: Path) -> None:
    assert refused(tmp_path)[0] == "GT601"


def test_a_listed_file_that_is_missing(fake: Any) -> None:
    (fake.write() / "run" / "torchtune.yaml").unlink()
    assert refused(fake.folder)[0] == "GT601"


def test_an_installed_runtime_has_to_be_given(fake: Any, tmp_path: Path) -> None:
    fake.trainjob["spec"]["runtimeRef"]["name"] = "installed"
    code, message = refused(fake.write())
    assert code == "GT603"
    assert "ClusterTrainingRuntime installed" in message
    fake.runtime["metadata"]["name"] = "installed"
    (tmp_path / "r.yaml").write_text(json.dumps(fake.runtime), encoding="utf-8")
    assert read_run(fake.folder, tmp_path / "r.yaml").runtime["metadata"]["name"] == "installed"


def test_the_kind_of_the_runtime_counts(fake: Any) -> None:
    fake.trainjob["spec"]["runtimeRef"]["kind"] = "TrainingRuntime"
    assert refused(fake.write())[0] == "GT603"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"namePrefix": "team-"}, "namePrefix"),
        ({"configMapGenerator": [{"name": "x", "files": []}]}, "disableNameSuffixHash"),
    ],
)
def test_features_of_kustomize_that_are_never_rendered(fake: Any, changes: dict[str, Any], word: str) -> None:
    edit(fake.write() / "run" / "kustomization.yaml", **changes)
    code, message = refused(fake.folder)
    assert code == "GT602"
    assert word in message


def test_yaml_that_is_none(fake: Any) -> None:
    (fake.write() / "run" / "trainjob.yaml").write_text("a: [", encoding="utf-8")
    assert refused(fake.folder)[0] == "GT602"


def test_an_object_without_its_parts(fake: Any) -> None:
    edit(fake.write() / "run" / "trainjob.yaml", spec=None)
    assert refused(fake.folder) == ("GT602", f"an object in {fake.folder / 'run'} lacks spec")
