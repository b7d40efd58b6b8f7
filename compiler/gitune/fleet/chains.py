"""What specs start from, found without reading each of them whole."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from gitune.canonical.places import parent, resolved
from gitune.layers.extends import EXTENDS, chain_of
from gitune.workspace.model import Inputs, SpecFile
from gitune.workspace.specs import Bases, origin_of

_PLAIN = re.compile(rb"""^extends:[ \t]+(["']?)([A-Za-z0-9_./-]+)\1[ \t]*(?:#.*)?\r?$""", re.MULTILINE)
"""How nearly everybody writes it: such a spec need not be parsed."""
_ESCAPE = b"\\"
"""In double quotes a key can be written so that nobody finds it."""


class Chains:
    """Follows `extends`, each base once."""

    def __init__(self) -> None:
        self._bases = Bases()
        self._known: dict[Path, tuple[Path, ...]] = {}

    def of(self, file: SpecFile, data: bytes) -> tuple[Path, ...]:
        """Every base that a spec of these bytes asks for, there or not."""
        if EXTENDS.encode() not in data and _ESCAPE not in data:
            return ()
        workspace = file.workspaces[0]
        repository = workspace.repository
        place = Path(os.path.relpath(workspace.root / origin_of(file.path, workspace.root), repository)).as_posix()
        plain = _PLAIN.findall(data)
        if len(plain) != 1 or data.count(EXTENDS.encode()) != 1:
            return tuple(self._chain(repository, place))
        base = resolved(parent(place), plain[0][1].decode())
        return () if base is None else (repository / base, *self._below(repository, base))

    def _below(self, repository: Path, base: str) -> tuple[Path, ...]:
        file = repository / base
        if file not in self._known:
            self._known[file] = tuple(self._chain(repository, base))
        return self._known[file]

    def _chain(self, repository: Path, place: str) -> Iterator[Path]:
        """What a file starts from, itself left out."""
        inputs = Inputs()
        document = self._bases.read(repository, place, inputs)
        if document is not None:
            chain = chain_of(document, place, lambda base: self._bases.read(repository, base, inputs))
            yield from (repository / base for base in chain.files)
