"""`gitune provenance` as CI calls it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gitune.cli.boundary import run
from gitune.lock.write import lock_text
from support.trees import tree_bytes
from unit.provenance.locks import lock_of, spec_bytes

SPEC = spec_bytes("llama3.2-1b-alpaca")
KINDS = ("in-toto", "cyclonedx")


def locked_project(folder: Path, **changes: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "finetune.yaml").write_bytes(SPEC)
    (folder / "finetune.lock.yaml").write_text(lock_text(lock_of(SPEC, **changes)))
    return folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one locked spec, which is also the working directory."""
    monkeypatch.chdir(locked_project(tmp_path))
    return tmp_path


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def statement(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["provenance", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    made = json.loads(captured.out)
    assert isinstance(made, dict)
    return made


def test_subjects_are_the_committed_files(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compile"]) == 0
    capsys.readouterr()
    subjects = {item["name"]: item["digest"]["sha256"] for item in statement(capsys)["subject"]}
    written = {path: sha256(data) for path, data in tree_bytes(project / "rendered").items()}
    written.pop("flux/kustomization.yaml")  # all runs of a project share it
    assert subjects == written


def test_inputs_are_the_committed_files(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "gitune.yaml").write_text("catalog: ours\n")
    (project / "ours" / "models").mkdir(parents=True)
    (project / "ours" / "models" / "notes.txt").write_text("ours")
    definition = statement(capsys)["predicate"]["buildDefinition"]
    named = {item["name"]: item["digest"]["sha256"] for item in definition["externalParameters"].values()}
    assert named == {
        name: sha256((project / name).read_bytes()) for name in ("finetune.yaml", "finetune.lock.yaml", "gitune.yaml")
    }
    assert "ours/models/notes.txt" in {item["name"] for item in definition["resolvedDependencies"]}


def test_the_bytes_of_the_file_count_and_not_its_text(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = b"\xef\xbb\xbf" + SPEC.replace(b"\n", b"\r\n")
    (project / "finetune.yaml").write_bytes(data)
    spec = statement(capsys)["predicate"]["buildDefinition"]["externalParameters"]["spec"]
    assert spec["digest"]["sha256"] == sha256(data)


def test_a_bill_of_materials(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    made = statement(capsys, "--type", "cyclonedx", str(project / "finetune.yaml"))
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_gets_what_the_output_gets(project: Path, kind: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["provenance", "--type", kind]) == 0
    printed = capsysbinary.readouterr().out
    assert run(["provenance", "--type", kind, "-o", "made.json"]) == 0
    assert capsysbinary.readouterr().out == b""
    assert (project / "made.json").read_bytes() == printed


@pytest.mark.parametrize("kind", KINDS)
def test_two_processes_in_two_places_agree(tmp_path: Path, kind: str) -> None:
    made = [
        subprocess.run(
            [
                sys.executable,
                "-m",
                "gitune",
                "provenance",
                "--type",
                kind,
                str(locked_project(folder) / "finetune.yaml"),
            ],
            check=True,
            capture_output=True,
            cwd=cwd,
            env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
        ).stdout
        for folder, cwd, seed, zone in (
            (tmp_path / "one", "/", "1", "UTC"),
            (tmp_path / "another" / "place", str(tmp_path), "4242", "Pacific/Chatham"),
        )
    ]
    assert made[0] == made[1]
    assert str(tmp_path).encode() not in made[0]


def codes(capsys: pytest.CaptureFixture[str]) -> set[str]:
    captured = capsys.readouterr()
    assert captured.out == ""
    return {item["code"] for item in json.loads(captured.err)["diagnostics"] if item["severity"] == "error"}


def test_an_unlocked_spec_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "finetune.lock.yaml").unlink()
    assert run(["provenance", "-o", "made.json", "--format", "json"]) == 1
    assert codes(capsys) == {"GT470"}
    assert not (project / "made.json").exists()


@pytest.mark.parametrize("section", ["model", "dataset", "images"])
def test_a_lock_with_a_gap_is_refused(project: Path, section: str, capsys: pytest.CaptureFixture[str]) -> None:
    locked_project(project, **{section: None})
    assert run(["provenance", "--format", "json"]) == 1
    assert codes(capsys) == {"GT470"}


def test_a_stale_lock_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (project / "finetune.yaml").read_text()
    (project / "finetune.yaml").write_text(text.replace("hf://tatsu-lab/alpaca/data", "hf://tatsu-lab/other/data"))
    assert run(["provenance", "--format", "json"]) == 1
    assert "GT401" in codes(capsys)


def test_a_spec_with_mistakes_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "finetune.yaml").write_text("kind: FineTune\n")
    assert run(["provenance", "--format", "json"]) == 1
    assert "GT107" in codes(capsys)


def test_one_spec_at_a_time(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "other.finetune.yaml").write_bytes(SPEC.replace(b"name: llama-alpaca", b"name: other"))
    (project / "other.finetune.lock.yaml").write_text(lock_text(lock_of(SPEC)))
    assert run(["provenance", "."]) == 2
    assert "name one of them" in capsys.readouterr().err


def test_a_file_that_cannot_be_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["provenance", "-o", "no/such/folder.json"]) == 2
    assert capsys.readouterr().err.startswith("gitune: no/such/folder.json: ")
