"""What every kind of source offers, and how it says what went wrong."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from gitune_initializer.partial import Span
from gitune_initializer.request import Entry, Listing
from gitune_initializer.retry import Setback


class BrokenTransferError(Exception):
    """Bytes stopped coming, or not those that were asked for came: worth another attempt."""


class NoRangesError(Exception):
    """The server sends a file from its beginning only, so its segments cannot come one by one."""


class Source(Protocol):
    """Files that can be listed, and read in parts from several threads."""

    def listing(self, commit: str | None) -> Listing:
        """List all files, with paths that are not yet checked; at `commit` where an earlier start resolved one."""

    def link(self, entry: Entry, destination: Path) -> bool:
        """Put the file at `destination` without moving bytes; False where that is not possible."""

    def chunks(self, entry: Entry, span: Span) -> Iterator[bytes]:
        """Give the bytes of `span`, never more of them; raises anything that `judge` knows."""

    def judge(self, error: Exception) -> Setback:
        """Say that `error` may pass; raise what it means for this start, or itself, where it will not."""

    def doing(self, entry: Entry) -> str:
        """Reading a file of this source, as a line in the log says it."""
