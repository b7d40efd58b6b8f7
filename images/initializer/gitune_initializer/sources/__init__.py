"""Where files come from. A new kind of source is one more module with a `Source` in it, and a line in `open_source`."""

import threading
from pathlib import Path
from typing import Protocol

from gitune_initializer.progress import Progress
from gitune_initializer.reference import FolderReference, HubReference
from gitune_initializer.request import Entry, Listing
from gitune_initializer.settings import Settings
from gitune_initializer.sources.folder import FolderSource


class Source(Protocol):
    """Files that can be listed, and fetched one by one from several threads."""

    def listing(self, commit: str | None) -> Listing:
        """List all files, with paths that are not yet checked; at `commit` where an earlier start resolved one."""

    def link(self, entry: Entry, destination: Path) -> bool:
        """Put the file at `destination` without moving bytes; False where that is not possible."""

    def fetch(self, entry: Entry, partial: Path, progress: Progress) -> None:
        """Bring the bytes that `partial` lacks, so that it ends with `entry.size` of them."""


def open_source(settings: Settings, stop: threading.Event) -> Source:
    """The source that the settings name; `stop` ends its transfers early."""
    match settings.reference:
        case HubReference() as reference:
            # Imported here: a start that reads a folder should not pay for a Hub client.
            from gitune_initializer.sources.hub import HubSource  # noqa: PLC0415

            return HubSource(settings, reference, stop)
        case FolderReference() as reference:
            return FolderSource(reference, stop)
