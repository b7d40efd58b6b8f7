"""Where on a volume initializers keep what they share: content by its hash, and files that are still arriving."""

import errno
from pathlib import Path
from typing import NamedTuple

from gitune_initializer.paths import STATE_FOLDER
from gitune_initializer.store import Store
from gitune_initializer.workshop import Workshop


class Volume(NamedTuple):
    """The shared folders."""

    store: Store
    workshop: Workshop


def choose(workspace: Path, target: Path) -> Volume:
    """The folders in `<workspace>/.gitune`; in the target's own where that is elsewhere or may not be written."""
    shared = workspace / STATE_FOLDER
    try:
        if target.is_relative_to(workspace) and workspace.stat().st_dev == target.stat().st_dev:
            return _open(shared)
    except PermissionError:
        pass
    except OSError as error:
        if error.errno != errno.EROFS:
            raise
    return _open(target / STATE_FOLDER)


def _open(folder: Path) -> Volume:
    workshop = Workshop(folder / "partial")
    workshop.prepare()
    return Volume(Store(folder / "blobs"), workshop)
