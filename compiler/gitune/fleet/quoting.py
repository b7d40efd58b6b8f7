"""Text for diagnostics that were not made just now."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gitune.lock.name import lock_name
from gitune.source.decode import decode
from gitune.source.limits import SPEC
from gitune.workspace.model import SpecFile
from gitune.workspace.problems import shown


def texts_of(names: Iterable[str], file: SpecFile | None = None) -> dict[str, str]:
    """The texts of files, as reading gives them; none of one that cannot be read.

    Args:
        names: files, as diagnostics name them.
        file: the spec, whose lock may be larger than what people write.
    """
    lock = shown(file.path.with_name(lock_name(file.path.name))) if file else None
    found = {}
    for name in names:
        limits = SPEC
        if name == lock:
            from gitune.lock.read import LIMITS  # noqa: PLC0415 (hardly any diagnostic points into a lock)

            limits = LIMITS
        try:
            found[name] = decode(Path(name).read_bytes(), name, limits)[0]
        except OSError:
            continue
    return found
