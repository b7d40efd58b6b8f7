"""`file://` and `pvc://`: a file, or all files below a folder, of a mounted file system."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from gitune_initializer.digest import CHUNK
from gitune_initializer.errors import ExitCode, InitializerError, MismatchError
from gitune_initializer.links import try_link
from gitune_initializer.partial import Span
from gitune_initializer.reference import FolderReference
from gitune_initializer.request import Entry, Listing
from gitune_initializer.retry import Setback
from gitune_initializer.sources.protocol import BrokenTransferError


class FolderSource:
    """A `Source` of files that this machine can read; it knows no commits."""

    def __init__(self, reference: FolderReference) -> None:
        self._path = reference.path
        self._boundary = reference.boundary.resolve() if reference.boundary else None

    def listing(self, commit: str | None) -> Listing:
        """List the files, symbolic links followed."""
        try:
            return Listing(None, tuple(map(self._entry, sorted(self._names()))))
        except OSError as error:
            raise self._unreadable(error) from error

    def link(self, entry: Entry, destination: Path) -> bool:
        """Hard link the file where both stand on one file system that allows it."""
        try:
            return try_link(self._resolved(entry.path), destination)
        except FileNotFoundError as error:
            raise self._unreadable(error) from error

    def chunks(self, entry: Entry, span: Span) -> Iterator[bytes]:
        """Read a part of the file."""
        try:
            with self._resolved(entry.path).open("rb", buffering=0) as file:
                self._check_size(entry, os.fstat(file.fileno()).st_size)
                file.seek(span.start)
                wanted = span.stop - span.start
                while wanted and (chunk := file.read(min(CHUNK, wanted))):
                    wanted -= len(chunk)
                    yield chunk
        except OSError as error:
            raise self._unreadable(error) from error

    def judge(self, error: Exception) -> Setback:
        """Nothing of a mounted file system passes by waiting, but a file that was cut while it was read."""
        if isinstance(error, BrokenTransferError):
            return Setback(str(error))
        raise error

    def doing(self, entry: Entry) -> str:
        """Reading a file."""
        return f"Reading {entry.path} of {self._path}"

    def _check_size(self, entry: Entry, size: int) -> None:
        if size != entry.size and entry.digest:
            raise MismatchError(f"{entry.size} bytes", f"{size} bytes")
        if size != entry.size:
            raise InitializerError(
                ExitCode.RETRIES_EXHAUSTED,
                f"{self._path} changed while it was read ({entry.path} had {entry.size} bytes, then {size}): "
                "start again when nothing writes to it.",
            )

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
        return Entry(path=name, size=status.st_size, identity=f"mtime:{status.st_mtime_ns}")

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
