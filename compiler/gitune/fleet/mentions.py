"""Specs that a change is not about, and that may claim what it claims: found by the names in their text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gitune.fleet.chains import Chains
from gitune.fleet.clashes import Claimant
from gitune.layers.axes import MATRIX
from gitune.source.node import Data
from gitune.workspace.model import SpecFile, Workspace

_NAME = re.compile(rb"[a-z0-9]+(?:-[a-z0-9]+)*")
_ESCAPE = b"\\"
"""In double quotes a name can be written so that nobody finds it."""
_NAMES = (("metadata", "name"), ("metadata", "namespace"), ("storage", "claimName"))


def mentioning(files: Sequence[SpecFile], claimants: Iterable[Claimant]) -> list[SpecFile]:
    """Those of the files that have to be asked. Some of them claim nothing of the kind: a text says many names."""
    wanted = _Wanted(claimants)
    return [file for file in files if wanted.may_be_in(file)]


class _Wanted:
    """The names that are looked for."""

    def __init__(self, claimants: Iterable[Claimant]) -> None:
        self._names: set[bytes] = set()
        self._beginnings: set[bytes] = set()
        self._halves: dict[bytes, set[bytes]] = {}
        for each in claimants:
            self._want(each)
        self._projects: dict[int, frozenset[bytes]] = {}
        self._texts: dict[Path, frozenset[bytes]] = {}
        self._chains = Chains()

    def _want(self, claimant: Claimant) -> None:
        names = {claimant.facts.name, *([claimant.facts.claim.name] if claimant.facts.claim else ())}
        self._names |= {name.encode() for name in names}
        self._beginnings |= {before.encode() for name in names for before, _ in _halves(name)}
        for namespace, name in _halves(claimant.key):
            self._halves.setdefault(name.encode(), set()).add(namespace.encode())

    def may_be_in(self, file: SpecFile) -> bool:
        """Whether a spec, a base of it or its project says one of the names."""
        try:
            data = file.path.read_bytes()
        except OSError:
            return False
        around = [self._project(workspace) for workspace in file.workspaces]
        said = _said(data).union(*(self._base(base) for base in self._chains.of(file, data)), *around)
        if _ESCAPE in said or not said.isdisjoint(self._names):
            return True
        if MATRIX.encode() in said and not said.isdisjoint(self._beginnings):
            return True
        return any(not said.isdisjoint(self._halves[name]) for name in said & self._halves.keys())

    def _base(self, file: Path) -> frozenset[bytes]:
        if file not in self._texts:
            try:
                self._texts[file] = _said(file.read_bytes())
            except OSError:
                self._texts[file] = frozenset()
        return self._texts[file]

    def _project(self, workspace: Workspace) -> frozenset[bytes]:
        """What a project, an environment or a policy says of the names of its specs."""
        if id(workspace) not in self._projects:
            layers = (*workspace.below, *(overlay.layer for overlay in workspace.above))
            said = {name for layer in layers for name in _named(layer.node.data)}
            for rule in (rule for policy in workspace.policies for rule in policy.rules):
                said |= {str(imposed.value) for imposed in rule.imposed if imposed.target.path in _NAMES}
            self._projects[id(workspace)] = frozenset(name.encode() for name in said)
        return self._projects[id(workspace)]


def _named(data: Data) -> Iterator[str]:
    """What part of a spec says of names, and whether it is a matrix."""
    if not isinstance(data, dict):
        return
    if MATRIX in data:
        yield MATRIX
    for section, field in _NAMES:
        below = data.get(section)
        name = below.get(field) if isinstance(below, dict) else None
        if isinstance(name, str):
            yield name


def _said(data: bytes) -> frozenset[bytes]:
    """Everything in a text that could be a name, and whether one could be hidden."""
    escape = [_ESCAPE] if _ESCAPE in data else []
    return frozenset((*_NAME.findall(data), *escape))


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Both sides of every dash: `a/b-c` and `a-b/c` are one to Flux, and `a-b` may be a run of the matrix `a`."""
    return ((text[:index], text[index + 1 :]) for index, letter in enumerate(text) if letter == "-")
