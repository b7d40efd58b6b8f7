"""Where the cache lives."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.fleet.place import cache_file


def test_a_named_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITUNE_CACHE_DIR", "/somewhere")
    assert cache_file(Path("/a")) == cache_file(Path("/b")) == Path("/somewhere/specs")


def test_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITUNE_CACHE_DIR", "")
    assert cache_file(Path("/a")) is None


def test_with_the_user_and_apart_for_each_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GITUNE_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    one, other = cache_file(Path("/a")), cache_file(Path("/b"))
    assert one is not None
    assert other is not None
    assert one != other
    assert one.is_relative_to(tmp_path / "gitune")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    found = cache_file(Path("/a"))
    assert found is not None
    assert found.is_relative_to(tmp_path / "home" / ".cache" / "gitune")
