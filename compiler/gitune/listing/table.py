"""A list for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.listing.model import Entry, Listing
from gitune.listing.wording import UNKNOWN, hardware_text


def rows_of(listing: Listing) -> tuple[Sequence[str], list[Sequence[str]]]:
    """The head, and a row for each run."""
    environments = listing.has_environments
    head = ["RUN", *(["ENVIRONMENT"] if environments else []), *_HEAD]
    return head, [tuple(_cells(entry, environments=environments)) for entry in listing.entries]


_HEAD = ("MODEL", "METHOD", "GPUS", "STATE", "DIGEST", "OWNER", "SPEC")


def _cells(entry: Entry, *, environments: bool) -> Iterator[str]:
    yield entry.name or UNKNOWN
    if environments:
        yield entry.environment or UNKNOWN
    yield entry.model or UNKNOWN
    yield entry.method or UNKNOWN
    yield hardware_text(entry.hardware) if entry.hardware else UNKNOWN
    yield entry.state
    yield entry.digest or UNKNOWN
    yield " ".join(entry.owners) or UNKNOWN
    yield f"{entry.place}: {entry.mistake.code}" if entry.mistake else entry.spec
