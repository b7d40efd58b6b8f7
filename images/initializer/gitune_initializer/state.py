"""What is known about a target, in its `.gitune/` folder: one marker for each finished request, and the journal of
each unfinished one. A file counts as held when one of them lists it and nobody wrote to it since it was verified."""

import json
import os
import shutil
import stat
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from gitune_initializer.paths import STATE_FOLDER
from gitune_initializer.request import Entry, Kind, Request

_VERSION = 2
_UNREADABLE = (OSError, KeyError, TypeError, ValueError)


@dataclass(frozen=True)
class Arrival:
    """A file that was verified, and when it was last written to then, in nanoseconds since 1970."""

    entry: Entry
    modified: int


@dataclass(frozen=True)
class Record:
    """A request, the commit that its revision meant when it was first asked for, and files that arrived for it."""

    request: Request
    commit: str | None
    arrivals: tuple[Arrival, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The files alone."""
        return tuple(arrival.entry for arrival in self.arrivals)


class Journal:
    """The record of a request while it is filled: a header line, then one line for each file that arrived."""

    def __init__(self, path: Path, record: Record) -> None:
        header = {"version": _VERSION, "request": asdict(record.request), "commit": record.commit}
        lines = [header, *map(asdict, record.arrivals)]
        _replace(path, "".join(f"{json.dumps(line)}\n" for line in lines))
        self._path = path

    def add(self, arrival: Arrival) -> None:
        """Note that a file stands at its place."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(asdict(arrival))}\n")


class State:
    """The `.gitune/` folder of one target."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self._folder = target / STATE_FOLDER
        self.lock = self._folder / "lock"
        self._scratch = self._folder / "scratch"

    def prepare(self) -> None:
        """Create the folders; raises `OSError` where the volume does not take them."""
        self._scratch.mkdir(parents=True, exist_ok=True)

    def completed(self, request: Request) -> Record | None:
        """The record of a request that is finished and whose files are all still there."""
        record = _read_marker(self._marker(request))
        if record is None or record.request != request:
            return None
        return record if all(map(self.is_present, record.arrivals)) else None

    def records(self) -> list[Record]:
        """All that is known of this target, the finished and the unfinished."""
        markers = (_read_marker(path) for path in sorted(self._folder.glob("*.json")))
        journals = (_read_journal(path) for path in sorted(self._folder.glob("*.journal")))
        return [record for record in (*markers, *journals) if record is not None]

    def is_present(self, arrival: Arrival) -> bool:
        """Whether the file stands at its path as it was verified."""
        try:
            status = (self.target / arrival.entry.path).stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return stat.S_ISREG(status.st_mode) and (status.st_size, status.st_mtime_ns) == (
            arrival.entry.size,
            arrival.modified,
        )

    def arrival(self, entry: Entry) -> Arrival:
        """The file that was just put at its place."""
        return Arrival(entry, (self.target / entry.path).stat().st_mtime_ns)

    def journal(self, record: Record) -> Journal:
        """Begin the record of a request that is not finished."""
        return Journal(self._folder / f"{record.request.key}.journal", record)

    def complete(self, record: Record) -> None:
        """Write the marker of a finished request, the last thing that happens; then drop what it makes needless."""
        _replace(self._marker(record.request), json.dumps({"version": _VERSION, **asdict(record)}, indent=1) + "\n")
        (self._folder / f"{record.request.key}.journal").unlink(missing_ok=True)
        shutil.rmtree(self._scratch, ignore_errors=True)

    def scratch(self) -> Path:
        """A path for one file on its way to its place, which nobody else uses."""
        self._scratch.mkdir(exist_ok=True)
        return self._scratch / uuid.uuid4().hex

    def place(self, entry: Entry) -> Path:
        """Where the file of `entry` belongs, in a folder that is there."""
        destination = self.target / entry.path
        destination.parent.mkdir(parents=True, exist_ok=True)
        return destination

    def _marker(self, request: Request) -> Path:
        return self._folder / f"{request.key}.json"


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.{uuid.uuid4().hex}.new")
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
    return replace(record, arrivals=tuple(_whole_arrivals(lines)))


def _whole_arrivals(lines: list[bytes]) -> Iterator[Arrival]:
    for line in lines:
        try:
            yield _arrival(json.loads(line))
        except _UNREADABLE:
            return


def _record(data: Any) -> Record:
    if data["version"] != _VERSION:
        raise ValueError(data["version"])
    request = data["request"]
    return Record(
        request=Request(Kind(request["kind"]), request["source"], request["revision"], tuple(request["files"])),
        commit=data["commit"],
        arrivals=tuple(map(_arrival, data.get("arrivals", ()))),
    )


def _arrival(data: Any) -> Arrival:
    entry = data["entry"]
    return Arrival(
        Entry(str(entry["path"]), int(entry["size"]), str(entry["identity"]), entry["etag"], entry["version"]),
        int(data["modified"]),
    )
