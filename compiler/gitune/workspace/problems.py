"""What is said of files that cannot be read."""

from __future__ import annotations

from pathlib import Path

from gitune.catalog.load import CatalogError
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span


def shown(path: Path) -> str:
    """A path as diagnostics show it: relative to the working directory where it lies below it."""
    try:
        return real(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def real(path: Path) -> Path:
    """Where a path leads; the path itself where its links lead in a ring, or the system refuses to look."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()


def unreadable(file: str, reason: str | None) -> Diagnostic:
    """The diagnostic of a file that cannot be opened."""
    message = f"cannot read {file}: {reason or 'the system refused'}"
    return Diagnostic("GT001", severity_of("GT001"), message, Span(file, 1, 1, 1, 1))


def broken_catalog(error: CatalogError) -> Diagnostic:
    """The diagnostic of a catalog file that is not as it should be."""
    file = shown(error.file)
    return Diagnostic("GT013", severity_of("GT013"), f"{file}: {error.message}", Span(file, 1, 1, 1, 1))
