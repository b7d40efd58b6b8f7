"""What comes of a spec's file: little enough to be handed from process to process, and to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from gitune.diagnostics.model import Diagnostic, Span
from gitune.emit.drift import Drift
from gitune.workspace.model import Workspace

Product = Literal["diagnostics", "drift", "files", "stream"]
"""What a verb wants beside diagnostics: how trees differ, the files to write, or one text of all objects."""

NO_DRIFT = Drift((), (), ())


class Task(NamedTuple):
    """What is asked of every spec."""

    product: Product
    output: str | None = None
    """The folder that takes the place of every project's own."""

    def root(self, workspace: Workspace) -> Path:
        """The rendered tree's folder."""
        return Path(self.output) if self.output else workspace.output


class Claim(NamedTuple):
    """The volume of a run."""

    name: str
    owned: bool
    """Whether the spec renders it."""
    size: str
    class_name: str | None
    modes: tuple[str, ...]
    nodes: int
    """How many mount it."""
    at: Span


class Facts(NamedTuple):
    """What a run takes for itself in its cluster."""

    namespace: str
    name: str
    at: Span
    claim: Claim | None
    """None where planning stopped."""


class Part(NamedTuple):
    """What a spec puts into one tree: a run, or what several of its runs share."""

    workspace: int
    """Which of the file's environments."""
    origin: str
    """The spec's path relative to the project."""
    lines: tuple[str, ...] = ()
    """What is said of it when it was written."""
    facts: Facts | None = None
    """None for a spec that could not be understood."""
    is_shared: bool = False
    """Whether it is a volume of several runs."""
    paths: tuple[str, ...] = ()
    """Its files, below the tree's folder."""
    drift: Drift = NO_DRIFT
    """How the tree differs, `unexpected` being what stands in its folders beside it."""
    files: Mapping[str, bytes] = {}
    """All its files, where nobody has compared them with the tree, or they have to be written."""
    stream: str = ""


class Outcome(NamedTuple):
    """What comes of one file, in all its environments."""

    parts: tuple[Part, ...]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    """Text of the files that diagnostics point into, as far as the spec brought them in."""
    entry: bytes = b""
    """What to keep of it; nothing where it was kept already, or cannot be."""
    recalled: str = ""
    """The key that it was found under; nothing where it was compiled."""
