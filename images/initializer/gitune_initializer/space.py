"""Room on the volume: asked for before the first byte, and told apart from other failures of the volume."""

import errno
import math
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from gitune_initializer.errors import ExitCode, InitializerError

_GIB = 2**30
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def require(target: Path, needed: int) -> None:
    """Raise unless the volume of `target` has `needed` bytes free for this user."""
    free = shutil.disk_usage(target).free
    if needed > free:
        raise InitializerError(
            ExitCode.NO_SPACE,
            f"The volume of {target} is too small: {_gib(needed, math.ceil)} GiB are needed and "
            f"{_gib(free, math.floor)} GiB are free; enlarge the claim (storage.size) or free space on it.",
        )


def explain(error: OSError, target: Path) -> InitializerError:
    """Turn a failure to write below `target` into a sentence."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    if error.errno in _FULL:
        free = _gib(shutil.disk_usage(target).free, math.floor) if target.exists() else "0.00"
        return InitializerError(
            ExitCode.NO_SPACE,
            f"The volume of {target} is full ({reason}, {free} GiB free): enlarge the claim (storage.size) or "
            "free space on it, then start again; what is here is kept.",
        )
    if error.errno in _FORBIDDEN:
        return InitializerError(
            ExitCode.RETRIES_EXHAUSTED,
            f"User {os.getuid()} may not write below {target} ({reason}): mount the volume writable and give it "
            "the pod's fsGroup.",
        )
    return InitializerError(
        ExitCode.RETRIES_EXHAUSTED,
        f"Writing below {target} failed ({reason}): check the volume, then start again; what is here is kept.",
    )


def _gib(size: int, rounding: Callable[[float], int]) -> str:
    return f"{rounding(size / _GIB * 100) / 100:.2f}"
