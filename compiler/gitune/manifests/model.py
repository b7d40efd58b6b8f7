"""What the manifests stage hands on: plain objects and files, by the place in the tree where they belong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gitune.diagnostics.model import Finding

Manifest = Mapping[str, Any]
"""One Kubernetes object as plain data."""


class TreeFile(NamedTuple):
    """One file of the rendered tree, by its path below the output folder."""

    path: str
    documents: tuple[Manifest, ...]
    """One object, or several for a file that holds several YAML documents."""
    schema: str | None
    """Which strict schema each is verified against, such as `TrainJob`; None for a backend's own config."""


class Rendered(NamedTuple):
    """All files of one run."""

    run_name: str
    namespace: str
    name: str
    files: tuple[TreeFile, ...]

    def file(self, name: str) -> TreeFile:
        """The file whose path ends in `name`.

        Raises:
            KeyError: no file, or more than one, has that name.
        """
        found = [f for f in self.files if f.path.rsplit("/", 1)[-1] == name]
        if len(found) != 1:
            raise KeyError(name)
        return found[0]


class RenderedVolume(NamedTuple):
    """All files of the volume that the runs of a matrix share."""

    namespace: str
    name: str
    files: tuple[TreeFile, ...]


class Manifested(NamedTuple):
    """The stage's answer."""

    rendered: Rendered | None
    findings: tuple[Finding, ...]
