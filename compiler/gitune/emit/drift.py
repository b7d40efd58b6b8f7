"""What a tree on disk has that it should not have, lacks, or has otherwise."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from gitune.emit.files import Files


class Drift(NamedTuple):
    """Paths below the output folder, sorted."""

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.unexpected)


def compare(expected: Files, actual: Files, owned: Collection[str]) -> Drift:
    """Compares bytes. `actual` may hold more than `expected`; `owned` are the paths that only the compiler may fill."""
    return Drift(
        changed=tuple(sorted(p for p, data in expected.items() if p in actual and actual[p] != data)),
        missing=tuple(sorted(p for p in expected if p not in actual)),
        unexpected=tuple(sorted(p for p in owned if p not in expected)),
    )
