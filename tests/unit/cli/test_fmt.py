"""`fmt` as a user meets it: what it writes, what it leaves alone, and how it says so."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from gitune.cli.boundary import run

ROOT = Path(__file__).parents[3]
UGLY = "kind:   FineTune # which\napiVersion: 'gitune.dev/v1alpha1'\n"
NICE = "apiVersion: gitune.dev/v1alpha1\nkind: FineTune  # which\n"


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "finetune.yaml").write_text(UGLY)
    return tmp_path / "finetune.yaml"


def test_it_writes_in_place(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt"]) == 0
    assert spec.read_text() == NICE
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "fmt: 1 reformatted\n")


def test_a_formatted_file_is_not_touched(spec: Path) -> None:
    spec.write_text(NICE)
    before = spec.stat()
    assert run(["fmt", "finetune.yaml"]) == 0
    assert (spec.stat().st_ino, spec.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_check_names_the_file_and_writes_nothing(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "--check"]) == 1
    assert spec.read_text() == UGLY
    assert capsys.readouterr().out == "finetune.yaml\n"
    spec.write_text(NICE)
    assert run(["fmt", "--check"]) == 0


def test_diff_prints_and_writes_nothing(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "--diff"]) == 1
    assert spec.read_text() == UGLY
    out = capsys.readouterr().out
    assert out.startswith("--- finetune.yaml\n+++ finetune.yaml (fmt)\n")
    assert "+kind: FineTune  # which\n" in out


def test_standard_input(spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(UGLY.encode())))
    assert run(["fmt", "-"]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == (NICE, "")
    assert spec.read_text() == UGLY


def test_mode_and_link_are_kept(spec: Path) -> None:
    real = spec.rename(spec.with_name("real.yaml"))
    real.chmod(0o640)
    spec.symlink_to("real.yaml")
    assert run(["fmt", "finetune.yaml"]) == 0
    assert spec.is_symlink()
    assert real.read_text() == NICE
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(spec.parent)) == ["finetune.yaml", "real.yaml"]


def test_what_cannot_be_read_is_reported_and_left_alone(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "kind: FineTune\nkind: FineTune\n"
    spec.write_text(text)
    assert run(["fmt"]) == 1
    assert spec.read_text() == text
    assert "GT005" in capsys.readouterr().err


def test_the_others_are_still_formatted(spec: Path) -> None:
    (spec.parent / "a.finetune.yaml").write_text("a: [")
    assert run(["fmt", "."]) == 1
    assert spec.read_text() == NICE


def test_no_file_is_two(spec: Path) -> None:
    assert run(["fmt", "nothing.yaml"]) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.chmod(0o400)
    assert run(["fmt"]) == 1
    assert spec.read_text() == UGLY
    assert "cannot write finetune.yaml" in capsys.readouterr().err


def test_the_examples_are_formatted() -> None:
    assert run(["fmt", "--check", str(ROOT / "examples")]) == 0
