"""What is known about a target, in its `.gitune/` folder: one marker for each finished request, and the journal of
each unfinished one. A file counts as held when one of them lists it and it stands there with its size."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from gitune_initializer.paths import STATE_FOLDER
from gitune_initializer.request import Entry, Kind, Request

_VERSION = 1
_UNREADABLE = (OSError, KeyError, TypeError, ValueError)


@dataclass(frozen=True)
class Record:
    """A request, the commit that its revision meant when it was first asked for, and files that arrived for it."""

    request: Request
    commit: str | None
    entries: tuple[Entry, ...]


class Journal:
    """The record of a request while it is filled: a header line, then one line for each file that arrived."""

    def __init__(self, path: Path, request: Request, commit: str | None, held: list[Entry]) -> None:
        header = {"version": _VERSION, "request": asdict(request), "commit": commit}
        lines = [header, *map(asdict, held)]
        _replace(path, "".join(f"{json.dumps(line)}\n" for line in lines))
        self._path = path

    def add(self, entry: Entry) -> None:
        """Note that `entry` stands at its place."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(asdict(entry))}\n")


class State:
    """The `.gitune/` folder of one target."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._folder = target / STATE_FOLDER
        self.lock = self._folder / "lock"
        self._partial = self._folder / "partial"

    def prepare(self) -> None:
        """Create the folders; raises `OSError` where the volume does not take them."""
        self._partial.mkdir(parents=True, exist_ok=True)

    def completed(self, request: Request) -> Record | None:
        """The record of a request that is finished and whose files are all still there."""
        record = _read_marker(self._marker(request))
        if record is None or record.request != request:
            return None
        return record if all(map(self.is_present, record.entries)) else None

    def records(self) -> list[Record]:
        """All that is known of this target, the finished and the unfinished."""
        markers = (_read_marker(path) for path in sorted(self._folder.glob("*.json")))
        journals = (_read_journal(path) for path in sorted(self._folder.glob("*.journal")))
        return [record for record in (*markers, *journals) if record is not None]

    def is_present(self, entry: Entry) -> bool:
        """Whether a file of that size stands at the entry's path."""
        path = self._target / entry.path
        return path.is_file() and path.stat().st_size == entry.size

    def journal(self, request: Request, commit: str | None, held: list[Entry]) -> Journal:
        """Begin the record of a request that is not finished."""
        return Journal(self._folder / f"{request.key}.journal", request, commit, held)

    def complete(self, request: Request, commit: str | None, entries: list[Entry]) -> None:
        """Write the marker of a finished request, the last thing that happens; then drop what it makes needless."""
        record = {"version": _VERSION, **asdict(Record(request, commit, tuple(entries)))}
        _replace(self._marker(request), json.dumps(record, indent=1) + "\n")
        (self._folder / f"{request.key}.journal").unlink(missing_ok=True)
        shutil.rmtree(self._partial, ignore_errors=True)

    def partial(self, entry: Entry) -> Path:
        """Where the bytes of `entry` gather until all are there; the same path in a later start, for this content."""
        return self._partial / hashlib.sha256(f"{entry.path}\0{entry.identity}".encode()).hexdigest()[:32]

    def publish(self, entry: Entry) -> None:
        """Move the whole file from its partial path to its place, in one step."""
        destination = self._target / entry.path
        destination.parent.mkdir(parents=True, exist_ok=True)
        partial = self.partial(entry)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(destination)

    def _marker(self, request: Request) -> Path:
        return self._folder / f"{request.key}.json"


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _read_marker(path: Path) -> Record | None:
    try:
        return _record(json.loads(path.read_bytes()))
    except _UNREADABLE:
        return None


def _read_journal(path: Path) -> Record | None:
    """Read a journal up to its last whole line: a killed process may have left half a line."""
    try:
        header, *lines = path.read_bytes().splitlines()
        record = _record(json.loads(header))
    except _UNREADABLE:
        return None
    return replace(record, entries=tuple(_whole_entries(lines)))


def _whole_entries(lines: list[bytes]) -> Iterator[Entry]:
    for line in lines:
        try:
            yield _entry(json.loads(line))
        except _UNREADABLE:
            return


def _record(data: Any) -> Record:
    if data["version"] != _VERSION:
        raise ValueError(data["version"])
    request = data["request"]
    return Record(
        request=Request(Kind(request["kind"]), request["source"], request["revision"], tuple(request["files"])),
        commit=data["commit"],
        entries=tuple(map(_entry, data.get("entries", ()))),
    )


def _entry(data: Any) -> Entry:
    return Entry(path=str(data["path"]), size=int(data["size"]), identity=str(data["identity"]))
