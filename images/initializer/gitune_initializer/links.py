"""A second name for a file where the file system has that, a copy of it elsewhere."""

import errno
import os
import shutil
import uuid
from pathlib import Path

_NOT_LINKABLE = {errno.EXDEV, errno.EPERM, errno.EACCES, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS}


def try_link(source: Path, destination: Path) -> bool:
    """Hard link `source` at `destination`, which is not there yet; False where the file system does not."""
    try:
        os.link(source, destination)
    except OSError as error:
        if error.errno in _NOT_LINKABLE:
            return False
        raise
    return True


def link_or_copy(source: Path, destination: Path) -> None:
    """Hard link `source` at `destination`, or copy it there and bring the copy to the disk."""
    if try_link(source, destination):
        return
    shutil.copyfile(source, destination)
    with destination.open("rb+") as file:
        os.fsync(file.fileno())
    shutil.copymode(source, destination)


def are_possible(folder: Path) -> bool:
    """Whether a file in `folder` may have two names."""
    one, two = (folder / f"probe-{uuid.uuid4().hex}" for _ in range(2))
    try:
        one.touch()
        return try_link(one, two)
    finally:
        one.unlink(missing_ok=True)
        two.unlink(missing_ok=True)
