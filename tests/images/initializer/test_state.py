"""What `.gitune/` says of a target, and what it says when it was damaged."""

from pathlib import Path

import pytest

from gitune_initializer.request import Entry, Kind, Request
from gitune_initializer.state import Record, State

REQUEST = Request(Kind.MODEL, "hf://org/m", "main", ("*.json",))
COMMIT = "c" * 40
ENTRY = Entry("a/config.json", 2, "blob")
UNREADABLE = [
    b"",
    b"{",
    b"[]",
    b"3",
    b"\xff\xfe",
    b'{"version": 99}',
    b'{"version": 1, "request": 3}',
    b'{"version": 1, "request": {"kind": "soup", "source": "", "revision": "", "files": []}, "commit": ""}',
]


@pytest.fixture
def state(tmp_path: Path) -> State:
    """A target that holds one file, of a finished request."""
    state = State(tmp_path)
    state.prepare()
    state.partial(ENTRY).write_bytes(b"{}")
    state.publish(ENTRY)
    state.complete(REQUEST, COMMIT, [ENTRY])
    return state


def test_a_finished_request_is_known_by_all_that_it_wants(state: State) -> None:
    assert state.completed(REQUEST) == Record(REQUEST, COMMIT, (ENTRY,))
    for other in (
        Request(Kind.DATASET, "hf://org/m", "main", ("*.json",)),
        Request(Kind.MODEL, "hf://org/n", "main", ("*.json",)),
        Request(Kind.MODEL, "hf://org/m", "v1", ("*.json",)),
        Request(Kind.MODEL, "hf://org/m", "main", ()),
    ):
        assert state.completed(other) is None


def test_a_finished_request_whose_file_shrank_is_not_finished(state: State, tmp_path: Path) -> None:
    (tmp_path / "a/config.json").write_bytes(b"{")
    assert state.completed(REQUEST) is None
    assert state.records() == [Record(REQUEST, COMMIT, (ENTRY,))]


@pytest.mark.parametrize("content", UNREADABLE)
def test_a_marker_that_cannot_be_read_counts_as_none(state: State, tmp_path: Path, content: bytes) -> None:
    [marker] = (tmp_path / ".gitune").glob("*.json")
    marker.write_bytes(content)
    assert state.completed(REQUEST) is None
    assert state.records() == []
    state.complete(REQUEST, COMMIT, [ENTRY])
    assert state.completed(REQUEST)


@pytest.mark.parametrize("content", UNREADABLE)
def test_a_journal_that_cannot_be_read_counts_as_none(tmp_path: Path, content: bytes) -> None:
    state = State(tmp_path)
    state.prepare()
    (tmp_path / f".gitune/{REQUEST.key}.journal").write_bytes(content)
    assert state.records() == []


def test_a_journal_is_read_up_to_its_last_whole_line(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.prepare()
    journal = state.journal(REQUEST, COMMIT, [])
    journal.add(ENTRY)
    journal.add(Entry("b", 1, "other"))
    path = tmp_path / f".gitune/{REQUEST.key}.journal"
    path.write_bytes(path.read_bytes()[:-5])
    assert state.records() == [Record(REQUEST, COMMIT, (ENTRY,))]


def test_a_marker_takes_the_journals_place(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.prepare()
    state.journal(REQUEST, COMMIT, [])
    state.complete(REQUEST, COMMIT, [])
    assert [path.name for path in (tmp_path / ".gitune").iterdir()] == [f"{REQUEST.key}.json"]


def test_contents_of_one_name_gather_apart(tmp_path: Path) -> None:
    state = State(tmp_path)
    paths = {state.partial(Entry(path, 2, identity)) for path in ("a", "b") for identity in ("x", "y")}
    assert len(paths) == 4
    assert {path.parent for path in paths} == {tmp_path / ".gitune/partial"}
