"""Rendered trees in a change: whose files were written, and what nobody renders any more."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gitune.emit.files import MANIFEST
from gitune.emit.tree import Tree
from gitune.fleet.comparing import standing
from gitune.fleet.model import Task
from gitune.git.changes import contents
from gitune.workspace.model import SpecFile, Workspace
from gitune.workspace.specs import origin_of

if TYPE_CHECKING:
    from gitune.fleet.touched import Changes


class Rendered:
    """What the trees' manifests say, now and at the commit that the change is compared with."""

    def __init__(self, changes: Changes, task: Task) -> None:
        self._changes = changes
        self._task = task
        self._written: dict[int, frozenset[str]] = {}
        self._paths: dict[int, tuple[str, ...]] = {}

    def is_written(self, file: SpecFile, workspace: Workspace) -> bool:
        """Whether somebody wrote into what the spec rendered."""
        return origin_of(file.path, workspace.root) in self._specs(workspace)

    def is_other(self, workspace: Workspace) -> bool:
        """Whether anything in a tree is another."""
        return bool(self._below(workspace))

    def stale(self, workspace: Workspace, kept: Collection[str], origins: Collection[str] | None) -> list[str]:
        """Manifests of runs that a change has left behind.

        Args:
            workspace: whose tree.
            kept: paths that there should be.
            origins: specs that the change is not about; None where not all of the project's specs are known.
        """
        root, found = self._task.root(workspace), []
        written = {"/".join(path.split("/")[:2]) for path in self._below(workspace)}
        for manifest in Tree(root).manifests():
            if manifest in kept:
                continue
            spec = _spec_of(standing(root, manifest) or b"")
            if spec is None or not self._is_gone(workspace, spec, origins):
                continue
            if manifest.removesuffix(f"/{MANIFEST}") in written or self._changes.has(workspace.root / spec):
                found.append(manifest)
        return found

    def _is_gone(self, workspace: Workspace, spec: str, origins: Collection[str] | None) -> bool:
        if origins is None:
            return not (workspace.root / spec).is_file()
        return spec not in origins

    def _specs(self, workspace: Workspace) -> frozenset[str]:
        """The specs whose files are another, as manifests name them: those of today, and those of the commit."""
        if id(workspace) not in self._written:
            manifests = set(self._manifests(workspace))
            root = self._task.root(workspace)
            now = (standing(root, path) for path in manifests)
            before = self._before(root, manifests).values()
            specs = (_spec_of(data) for data in (*now, *before) if data)
            self._written[id(workspace)] = frozenset(spec for spec in specs if spec is not None)
        return self._written[id(workspace)]

    def _before(self, root: Path, manifests: Collection[str]) -> Mapping[str, bytes]:
        place = os.path.relpath(os.path.realpath(root), self._changes.git.root)
        return contents(self._changes.git, self._changes.commit, [f"{place}/{path}" for path in sorted(manifests)])

    def _manifests(self, workspace: Workspace) -> Iterator[str]:
        """Those of every run one of whose files is another."""
        for path in self._below(workspace):
            parts = path.split("/")
            if len(parts) > 2:
                yield f"{parts[0]}/{parts[1]}/{MANIFEST}"
            elif len(parts) == 2:
                yield from _titled(parts[1].removesuffix(".yaml"))

    def _below(self, workspace: Workspace) -> tuple[str, ...]:
        """Changed paths of a tree, from its folder."""
        if id(workspace) not in self._paths:
            place = os.path.relpath(os.path.realpath(self._task.root(workspace)), self._changes.git.root)
            start = f"{place}/"
            found = (path[len(start) :] for path in self._changes.paths if path.startswith(start))
            self._paths[id(workspace)] = tuple(found)
        return self._paths[id(workspace)]


def _spec_of(manifest: bytes) -> str | None:
    """The spec that a manifest names; None for a broken one."""
    try:
        spec = json.loads(manifest)["spec"]
    except (ValueError, KeyError, TypeError):
        return None
    return spec if isinstance(spec, str) else None


def _titled(title: str) -> Iterator[str]:
    """Manifests of the runs that a file beside all runs may belong to: it is called namespace, dash, name."""
    for place in (index for index, letter in enumerate(title) if letter == "-"):
        yield f"{title[:place]}/{title[place + 1 :]}/{MANIFEST}"
