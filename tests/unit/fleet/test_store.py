"""The cache's file."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gitune.fleet import store
from gitune.fleet.store import line_of, open_store

KEY, OTHER = "a" * 64, "b" * 64


def test_what_is_saved_is_found(tmp_path: Path) -> None:
    file = tmp_path / "new" / "specs"
    open_store(file).save([line_of(KEY, b"[1]"), line_of(OTHER, b"[2]")], [])
    found = open_store(file)
    assert (found.get(KEY), found.get(OTHER), found.get("c" * 64)) == (b"[1]", b"[2]", None)
    assert len(found) == 2


def test_what_is_new_takes_the_place_of_what_was(tmp_path: Path) -> None:
    file = tmp_path / "specs"
    open_store(file).save([line_of(KEY, b"[1]")], [])
    open_store(file).save([line_of(KEY, b"[2]")], [KEY])
    assert open_store(file).get(KEY) == b"[2]"
    assert file.read_bytes().count(b"\n") == 2


def test_the_least_used_goes_first(tmp_path: Path) -> None:
    file = tmp_path / "specs"
    keys = [letter * 64 for letter in "abcd"]
    open_store(file).save([line_of(key, b"[]") for key in keys[:3]], [])
    old = store.MAX_BYTES
    try:
        store.MAX_BYTES = 3 * (len(line_of(KEY, b"[]")) + 1)
        open_store(file).save([line_of(keys[3], b"[]")], [keys[2], keys[0]])
    finally:
        store.MAX_BYTES = old
    assert [open_store(file).get(key) is not None for key in keys] == [True, False, True, True]


@given(st.binary(max_size=400))
def test_no_bytes_are_too_strange(data: bytes) -> None:
    lines = [line[:64] for line in data.split(b"\n")]
    found = store.Store(Path("none"), {line: line for line in lines})
    assert found.get(KEY) is None


def test_a_value_under_another_key_is_none(tmp_path: Path) -> None:
    file = tmp_path / "specs"
    line = line_of(KEY, b"[1]")
    file.write_bytes(store.FORMAT + b"\n" + OTHER.encode() + line[64:] + b"\n")
    assert open_store(file).get(OTHER) is None
