"""What folders hold, and what gitune is made of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import gitune
from gitune.fleet.contents import content_digest, content_stamp
from gitune.fleet.tool import tool_folders, versions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one" / "sub").mkdir(parents=True)
    (tmp_path / "one" / "a.py").write_text("a")
    (tmp_path / "one" / "sub" / "b.py").write_text("b")
    return tmp_path / "one"


CHANGES: dict[str, Callable[[Path], object]] = {
    "bytes": lambda folder: (folder / "a.py").write_text("c"),
    "name": lambda folder: (folder / "a.py").rename(folder / "c.py"),
    "new": lambda folder: (folder / "c.py").write_text(""),
    "gone": lambda folder: (folder / "a.py").unlink(),
    "moved": lambda folder: (folder / "a.py").rename(folder / "sub" / "a.py"),
    "between": lambda folder: ((folder / "a.py").write_text("b"), (folder / "sub" / "b.py").write_text("a")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_counts(what: str, folder: Path) -> None:
    before, stamp = content_digest([folder]), content_stamp([folder])
    CHANGES[what](folder)
    assert content_digest([folder]) != before
    assert content_stamp([folder]) != stamp


def test_a_copy_is_the_same(folder: Path) -> None:
    other = shutil.copytree(folder, folder.with_name("two"))
    os.utime(other / "a.py", (1, 1))
    (other / "__pycache__").mkdir()
    (other / "__pycache__" / "a.pyc").write_text("x")
    assert content_digest([folder]) == content_digest([other])


def test_a_link_to_a_folder_is_refused(folder: Path) -> None:
    (folder / "link").symlink_to(folder.parent)
    with pytest.raises(OSError, match="link"):
        content_digest([folder])


def test_a_folder_that_is_not_there(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        content_digest([folder / "none"])


def test_gitune_is_its_code_and_its_data() -> None:
    package = Path(gitune.__file__).parent
    held = {path for folder in tool_folders() for path in folder.rglob("*") if path.is_file()}
    assert {package / "compiler.py", package / "plan" / "planner.py"} <= held
    assert {"images.yaml", "explain.json", "accelerators.yaml"} <= {path.name for path in held}


def test_versions_name_what_decides() -> None:
    found = " ".join(versions())
    for name in ("pydantic-", "pydantic_core-", "jsonschema_rs-", "ruamel.yaml-", gitune.__version__):
        assert name in found.replace("ruamel_yaml", "ruamel.yaml")
