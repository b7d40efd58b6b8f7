"""Replacing a file that a person wrote."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


def rewrite(file: Path, data: bytes) -> None:
    """Replaces a file in one step, through links, keeping its mode.

    Raises:
        OSError: the folder or the file cannot be written; the file is as it was.
    """
    target = file.resolve()
    mode = stat.S_IMODE(target.stat().st_mode)
    if not os.access(target, os.W_OK):
        raise PermissionError(13, os.strerror(13), str(file))
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
