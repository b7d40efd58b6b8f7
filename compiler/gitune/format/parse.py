"""Events to a tree. The text has been read without a diagnostic before, so nothing here is a user's mistake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitune.format.tree import Alias, Collection, Entry, Scalar, Value
from gitune.source.events import EventSource
from gitune.source.scalars import resolve_plain

_BLOCK = frozenset("|>")


class TreeBuilder:
    """Builds one document. `entries` and `scalars` fill up while it does, in the order of the file."""

    def __init__(self, text: str, events: EventSource) -> None:
        self.lines = text.split("\n")
        self.entries: list[Entry] = []
        self.covered: list[tuple[tuple[int, int], tuple[int, int]]] = []
        """Start and end of every scalar: a `#` in there is no comment."""
        self.headers: list[tuple[int, str, Entry | None]] = []
        """Comments beside `|` and `>`: line, text, entry."""
        self._events: Iterator[Any] = events(text)

    def root(self) -> Collection | None:
        """The document's root; None when it is a scalar."""
        next(self._events)
        next(self._events)
        value = self._value(next(self._events), None)
        list(self._events)
        return value if isinstance(value, Collection) else None

    def _value(self, event: Any, owner: Entry | None) -> Value:
        kind = type(event).__name__
        if kind == "AliasEvent":
            self.covered.append((_start(event), _end(event)))
            return Alias(event.anchor, event.end_mark.line)
        if kind == "ScalarEvent":
            return self._scalar(event, owner)
        return self._collection(event, owner, kind)

    def _scalar(self, event: Any, owner: Entry | None) -> Scalar:
        style, start, end = event.style or "plain", _start(event), _end(event)
        untagged = event.ctag is None and event.implicit[0]
        data = resolve_plain(event.value) if untagged else _whole(event.value)
        scalar = Scalar(data, _whole(event.value), style, end[0], event.anchor, several_lines=end[0] > start[0])
        if style in _BLOCK:
            self._block(scalar, start, owner)
            end = (scalar.end_line, len(self.lines[scalar.end_line]))
        self.covered.append((start, end))
        return scalar

    def _block(self, scalar: Scalar, start: tuple[int, int], owner: Entry | None) -> None:
        header = start[0]
        while scalar.style not in self.lines[header][start[1] if header == start[0] else 0 :]:
            header += 1  # an anchor or a tag may stand on a line of its own
        _, found, comment = self.lines[header][start[1] if header == start[0] else 0 :].partition(" #")
        if found:
            self.headers.append((header, f"#{comment}".rstrip(), owner))
        content = _indented(self.lines, header + 1, owner.home.column if owner else -1)
        scalar.end_line = header + len(content)
        indent = min((len(line) - len(line.lstrip(" ")) for line in content if line.strip()), default=0)
        scalar.block = [line[indent:] if line.strip() else "" for line in content]

    def _collection(self, event: Any, owner: Entry | None, kind: str) -> Collection:
        line, column = _start(event)
        mapping = kind == "MappingStartEvent"
        found = Collection("mapping" if mapping else "list", bool(event.flow_style), line, column, event.anchor)
        found.owner = owner
        while not type(event := next(self._events)).__name__.endswith("EndEvent"):
            entry = Entry(*_start(event), found)
            if not found.flow and not mapping:
                entry.column = found.column
            elif not found.flow and not found.entries:
                found.column = entry.column  # the event's own place is that of an anchor where there is one
            self.entries.append(entry)
            if mapping:
                entry.key = self._scalar(event, entry)
                event = next(self._events)
            entry.value = self._value(event, entry)
            found.entries.append(entry)
        found.end_line, found.end_column = _end(event) if found.flow else (self._last_line(found), 0)
        return found

    def _last_line(self, block: Collection) -> int:
        return block.entries[-1].value.end_line if block.entries else block.line


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16")


def _indented(lines: list[str], first: int, column: int) -> list[str]:
    """The lines of a block scalar: all that are blank or stand deeper than the key, without blank ones at the end."""
    end = first
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip(" ")) > column):
        end += 1
    while end > first and not lines[end - 1].strip():
        end -= 1
    return lines[first:end]


def _start(event: Any) -> tuple[int, int]:
    return event.start_mark.line, event.start_mark.column


def _end(event: Any) -> tuple[int, int]:
    return event.end_mark.line, event.end_mark.column
