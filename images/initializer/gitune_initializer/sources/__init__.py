"""Where files come from. A new kind of source is one more module with a `Source` in it, and a line in `open_source`."""

from gitune_initializer.reference import ArtifactReference, FolderReference, HubReference, ObjectReference
from gitune_initializer.settings import Settings
from gitune_initializer.sources.folder import FolderSource
from gitune_initializer.sources.protocol import Source

# Imported where they are needed: a start that reads a folder should not pay for a client of anything.
# ruff: noqa: PLC0415


def open_source(settings: Settings) -> Source:
    """The source that the settings name."""
    match settings.reference:
        case HubReference() as reference:
            from gitune_initializer.sources.hub import HubSource

            return HubSource(settings, reference)
        case ObjectReference() as reference:
            from gitune_initializer.sources.objects import ObjectSource

            return ObjectSource(settings, reference)
        case ArtifactReference() as reference:
            from gitune_initializer.sources.registry import RegistrySource

            return RegistrySource(settings, reference)
        case FolderReference() as reference:
            return FolderSource(reference)
