"""`file://` and `pvc://`: a file, or all files below a folder, of a mounted file system."""

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.progress import Progress
from gitune_initializer.reference import FolderReference
from gitune_initializer.request import Entry, Listing
from gitune_initializer.retry import StoppedError

_CHUNK = 4 * 2**20
_NOT_LINKABLE = {errno.EXDEV, errno.EPERM, errno.EACCES, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS}


class FolderSource:
    """A `Source` of files that this machine can read; it knows no commits."""

    def __init__(self, reference: FolderReference, stop: threading.Event) -> None:
        self._path = reference.path
        self._boundary = reference.boundary.resolve() if reference.boundary else None
        self._stop = stop

    def listing(self, commit: str | None) -> Listing:
        """List the files, symbolic links followed."""
        try:
            return Listing(None, tuple(map(self._entry, sorted(self._names()))))
        except OSError as error:
            raise self._unreadable(error) from error

    def link(self, entry: Entry, destination: Path) -> bool:
        """Hard link the file where both stand on one file system that allows it."""
        try:
            source = self._resolved(entry.path)
        except OSError as error:
            raise self._unreadable(error) from error
        destination.unlink(missing_ok=True)
        try:
            os.link(source, destination)
        except OSError as error:
            if error.errno in _NOT_LINKABLE:
                return False
            raise
        return True

    def fetch(self, entry: Entry, partial: Path, progress: Progress) -> None:
        """Copy what is missing."""
        with partial.open("ab") as copy:
            for chunk in self._chunks(entry, copy.tell()):
                copy.write(chunk)
                progress.add(len(chunk))
            size = copy.tell()
        if size != entry.size:
            partial.unlink()
            raise InitializerError(
                ExitCode.RETRIES_EXHAUSTED,
                f"{self._path} changed while it was read ({entry.path} had {entry.size} bytes, then {size}): "
                "start again when nothing writes to it.",
            )

    def _chunks(self, entry: Entry, start: int) -> Iterator[bytes]:
        try:
            with self._resolved(entry.path).open("rb") as file:
                file.seek(start)
                while chunk := file.read(_CHUNK):
                    if self._stop.is_set():
                        raise StoppedError
                    yield chunk
        except OSError as error:
            raise self._unreadable(error) from error

    def _names(self) -> Iterator[str]:
        """The paths of all files relative to the folder; the name alone where the source is one file."""
        if self._path.is_file():
            yield self._path.name
            return
        if not self._path.is_dir():
            raise FileNotFoundError(errno.ENOENT, "no such file or folder", str(self._path))
        for folder, _, names in os.walk(self._path, onerror=_raise):
            for name in names:
                path = Path(folder, name)
                if path.is_file():
                    yield path.relative_to(self._path).as_posix()

    def _entry(self, name: str) -> Entry:
        path = self._resolved(name)
        status = path.stat()
        if not os.access(path, os.R_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return Entry(path=name, size=status.st_size, identity=f"{status.st_size}-{status.st_mtime_ns}")

    def _resolved(self, name: str) -> Path:
        path = (self._path if self._path.is_file() else self._path / name).resolve(strict=True)
        if self._boundary and not path.is_relative_to(self._boundary):
            raise InitializerError(
                ExitCode.UNFIT,
                f"{name!r} is a link that leads out of the claim ({self._boundary}): replace it by the file itself.",
            )
        return path

    def _unreadable(self, error: OSError) -> InitializerError:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return InitializerError(
                ExitCode.NOT_FOUND,
                f"There is no {error.filename or self._path}: check STORAGE_URI, and that its volume is mounted.",
            )
        if isinstance(error, PermissionError):
            return InitializerError(
                ExitCode.UNFIT,
                f"User {os.getuid()} may not read {error.filename or self._path}: give it read permission.",
            )
        return InitializerError(
            ExitCode.RETRIES_EXHAUSTED,
            f"Reading {self._path} failed ({error.strerror or error}): check its volume, then start again.",
        )


def _raise(error: OSError) -> None:
    raise error
