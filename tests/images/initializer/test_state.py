"""What `.gitune/` says of a target, and what it says when it was damaged."""

from pathlib import Path

import pytest

from gitune_initializer.request import Entry, Kind, Request
from gitune_initializer.state import Arrival, Record, State

REQUEST = Request(Kind.MODEL, "hf://org/m", "main", ("*.json",))
COMMIT = "c" * 40
ENTRY = Entry("a/config.json", 2, "git:0123", etag='"e"')
ARRIVAL = Arrival(ENTRY, 1_700_000_000_123_456_789)
UNREADABLE = [
    b"",
    b"{",
    b"[]",
    b"3",
    b"\xff\xfe",
    b'{"version": 99}',
    b'{"version": 2, "request": 3}',
    b'{"version": 2, "request": {"kind": "soup", "source": "", "revision": "", "files": []}, "commit": ""}',
]


@pytest.fixture
def state(tmp_path: Path) -> State:
    """A target that holds one file, of a finished request."""
    state = State(tmp_path)
    state.prepare()
    state.place(ENTRY).write_bytes(b"{}")
    state.complete(_record(state))
    return state


def _record(state: State) -> Record:
    return Record(REQUEST, COMMIT, (state.arrival(ENTRY),))


def test_a_finished_request_is_known_by_all_that_it_wants(state: State) -> None:
    assert state.completed(REQUEST) == _record(state)
    for other in (
        Request(Kind.DATASET, "hf://org/m", "main", ("*.json",)),
        Request(Kind.MODEL, "hf://org/n", "main", ("*.json",)),
        Request(Kind.MODEL, "hf://org/m", "v1", ("*.json",)),
        Request(Kind.MODEL, "hf://org/m", "main", ()),
    ):
        assert state.completed(other) is None


def test_a_finished_request_whose_file_shrank_is_not_finished(state: State, tmp_path: Path) -> None:
    before = _record(state)
    (tmp_path / "a/config.json").write_bytes(b"{")
    assert state.completed(REQUEST) is None
    assert state.records() == [before]


def test_a_finished_request_whose_file_was_written_to_is_not_finished(state: State, tmp_path: Path) -> None:
    (tmp_path / "a/config.json").write_bytes(b"[]")
    assert state.completed(REQUEST) is None


@pytest.mark.parametrize("content", UNREADABLE)
def test_a_marker_that_cannot_be_read_counts_as_none(state: State, tmp_path: Path, content: bytes) -> None:
    [marker] = (tmp_path / ".gitune").glob("*.json")
    marker.write_bytes(content)
    assert state.completed(REQUEST) is None
    assert state.records() == []
    state.complete(_record(state))
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
    journal = state.journal(Record(REQUEST, COMMIT, ()))
    journal.add(ARRIVAL)
    journal.add(Arrival(Entry("b", 1, "other"), 1))
    path = tmp_path / f".gitune/{REQUEST.key}.journal"
    path.write_bytes(path.read_bytes()[:-5])
    assert state.records() == [Record(REQUEST, COMMIT, (ARRIVAL,))]


def test_a_marker_takes_the_journals_place(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.prepare()
    state.journal(Record(REQUEST, COMMIT, ()))
    state.complete(Record(REQUEST, COMMIT, ()))
    assert [path.name for path in (tmp_path / ".gitune").iterdir()] == [f"{REQUEST.key}.json"]
