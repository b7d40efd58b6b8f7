"""What is known of specs from earlier: found by everything that they depend on, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gitune.canonical.digest import canonical_json, sha256_hex
from gitune.fleet.context import Contexts
from gitune.fleet.entry import Entry, decoded, encoded
from gitune.fleet.model import Outcome
from gitune.fleet.store import Store, line_of
from gitune.lock.name import lock_name
from gitune.source.limits import MAX_BYTES
from gitune.workspace.model import STDIN, Inputs, SpecFile
from gitune.workspace.problems import shown
from gitune.workspace.specs import is_base, origin_of

_UNKEEPABLE = frozenset(["GT001", "GT013"])
"""Codes of what could not be read: tomorrow it may be."""


class Seen(NamedTuple):
    """A spec's file as it is now."""

    spec: str
    """Its name in diagnostics."""
    lock: str
    digests: tuple[str, str | None]
    """Of the spec, and of the lock where there is one."""


class Memory:
    """Looks specs up, and makes lines of new ones."""

    def __init__(self, store: Store, contexts: Contexts) -> None:
        self._store = store
        self._contexts = contexts
        self._bases: dict[Path, tuple[str, str | None]] = {}

    def knows_anything(self) -> bool:
        """Whether it is worth asking."""
        return len(self._store) > 0

    def seen(self, file: SpecFile) -> Seen | None:
        """A spec as it is; None where it cannot be read, or only once."""
        if str(file.path) == STDIN:
            return None
        lock = file.path.with_name(lock_name(file.path.name))
        try:
            digests = _digest(file.path, MAX_BYTES + 1) or "", _digest(lock)
        except OSError:
            return None
        return Seen(shown(file.path), shown(lock), digests)

    def key(self, file: SpecFile, seen: Seen) -> str:
        """Everything that the spec's outcome depends on, but for what it starts from."""
        spec = [[self._contexts.digests[id(one)], origin_of(file.path, one.root)] for one in file.workspaces]
        return sha256_hex(canonical_json([spec, *seen]))

    def find(self, file: SpecFile, key: str) -> Entry | None:
        """What was kept of the same spec, starting from the same bases."""
        value = self._store.get(key)
        entry = decoded(value) if value is not None else None
        if entry is None or not file.workspaces:
            return None
        repository = file.workspaces[0].repository
        try:
            fits = all(self._base(repository, place) == base for place, base in entry.bases.items())
        except OSError:
            return None
        return entry if fits else None

    def line(self, file: SpecFile, seen: Seen, inputs: Inputs, entry: Entry) -> bytes:
        """What to keep; nothing where something could not be read, or was another when it was read again."""
        if any(diagnostic.code in _UNKEEPABLE for diagnostic in entry.diagnostics):
            return b""
        if (inputs.digests.get(seen.spec), inputs.digests.get(seen.lock)) != seen.digests:
            return b""
        return line_of(self.key(file, seen), encoded(entry._replace(bases=inputs.bases)))

    def save(self, outcomes: Sequence[Outcome]) -> None:
        """Keeps what is new, unless somebody has changed gitune or a catalog meanwhile."""
        made = [outcome.entry for outcome in outcomes if outcome.entry]
        if made and self._contexts.hold():
            self._store.save(made, [outcome.recalled for outcome in outcomes if outcome.recalled])

    def _base(self, repository: Path, place: str) -> tuple[str, str | None]:
        """The name and the SHA-256 of a base, which is read once however many specs start from it."""
        file = repository / place
        if file not in self._bases:
            digest = _digest(file, MAX_BYTES + 1) if is_base(repository, place) else None
            self._bases[file] = shown(file), digest
        return self._bases[file]


def _digest(file: Path, most: int = -1) -> str | None:
    """SHA-256 of as much as is read of a file; None where there is none."""
    try:
        with open(file, "rb") as stream:
            return sha256_hex(stream.read(most))
    except FileNotFoundError:
        return None
