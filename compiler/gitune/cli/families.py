"""Matrices on the command line: which one is meant, and how it is named in a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitune.fleet.families import Family, volumes

if TYPE_CHECKING:
    from gitune.fleet.compiled import Compiled

__all__ = ["Family", "only_matrix", "volume_files", "volumes"]


def only_matrix(compiled: Sequence[Compiled]) -> Family | None:
    """The matrix that is all of what was compiled; None for anything else."""
    families = volumes(compiled)
    return families[0] if families and len(families[0].runs) == len(compiled) else None


def volume_files(compiled: Sequence[Compiled]) -> dict[str, bytes]:
    """The rendered files of all volumes that matrices share."""
    return {path: data for family in volumes(compiled) for path, data in family.files().items()}
