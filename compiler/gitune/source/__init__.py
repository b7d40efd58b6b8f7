"""Bytes in, a `Document` with a place for every value out. Nothing here knows what a spec means."""

from gitune.source.document import Document
from gitune.source.plain import SourceError, load_plain
from gitune.source.read import ReadResult, read

__all__ = ["Document", "ReadResult", "SourceError", "load_plain", "read"]
