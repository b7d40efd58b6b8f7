"""`s3://` and `gs://`: objects of a bucket, through obstore, one client for all such storages.

A file is read on condition that it still has its ETag (and version), so one that was replaced meanwhile is refused.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import PreconditionError

from gitune_initializer.errors import InitializerError, MismatchError
from gitune_initializer.partial import Span
from gitune_initializer.progress import say
from gitune_initializer.reference import ObjectReference
from gitune_initializer.request import Entry, Listing
from gitune_initializer.retry import Attempts, Setback, Stop
from gitune_initializer.settings import Settings
from gitune_initializer.sources.buckets import open_bucket
from gitune_initializer.sources.objects_errors import Explainer
from gitune_initializer.sources.protocol import BrokenTransferError

if TYPE_CHECKING:  # obstore has these for type checkers alone
    from obstore import GetOptions, ObjectMeta

_CHUNK = 2**20


class ObjectSource:
    """A `Source` of one object, or of all objects below a path."""

    def __init__(self, settings: Settings, reference: ObjectReference) -> None:
        self._path, self._retry = reference.path, settings.retry
        self._uri = settings.request.source
        self._bucket, is_anonymous = open_bucket(reference, settings.access, timedelta(seconds=settings.timeout))
        self._explainer = Explainer(reference, is_anonymous=is_anonymous)
        self._single: bool | None = None

    def listing(self, commit: str | None) -> Listing:
        """List all objects below the path, or the one at it."""
        attempts = Attempts(self._retry, f"Listing {self._uri}", say, Stop())
        while True:
            try:
                return Listing(None, tuple(sorted(self._entries(), key=lambda entry: entry.path)))
            except InitializerError:
                raise
            except Exception as error:
                attempts.failed(self.judge(error))

    def link(self, entry: Entry, destination: Path) -> bool:
        """Nothing of a bucket is on this machine."""
        return False

    def chunks(self, entry: Entry, span: Span) -> Iterator[bytes]:
        """Read a part of the object, on condition that it is the one that was meant."""
        options: GetOptions = {"range": (span.start, span.stop)}
        if entry.etag:
            options["if_match"] = entry.etag
        if entry.version:
            options["version"] = entry.version
        try:
            answer = obstore.get(self._bucket, self._key(entry), options=options)
        except PreconditionError as error:
            raise MismatchError(f"ETag {entry.etag}", "another object") from error
        if answer.meta["size"] != entry.size:
            raise MismatchError(f"{entry.size} bytes", f"{answer.meta['size']} bytes")
        if answer.range != tuple(span):
            raise BrokenTransferError("another part came than was asked for")
        for chunk in answer.stream(min_chunk_size=_CHUNK):
            yield bytes(chunk)

    def judge(self, error: Exception) -> Setback:
        """Tell what may pass from what a person has to see to."""
        if isinstance(error, BrokenTransferError):
            return Setback(str(error))
        return self._explainer.judge(error)

    def doing(self, entry: Entry) -> str:
        """Downloading an object."""
        return f"Downloading {entry.path} of {self._uri}"

    def _entries(self) -> Iterator[Entry]:
        if self._is_single():
            yield _entry(obstore.head(self._bucket, self._path), self._path.rpartition("/")[2])
            return
        below = f"{self._path}/" if self._path else ""
        pages = obstore.list(self._bucket, prefix=self._path or None, chunk_size=1000)
        found = [meta for page in pages for meta in page if meta["path"].startswith(below)]
        # A console makes objects of no bytes, whose names end in a slash that the client drops, to stand for folders.
        folders = {str(folder) for meta in found for folder in PurePosixPath(meta["path"]).parents}
        for meta in found:
            if meta["path"] not in folders:
                yield _entry(meta, meta["path"].removeprefix(below))

    def _is_single(self) -> bool:
        if self._single is None:
            self._single = bool(self._path) and self._is_object()
        return self._single

    def _is_object(self) -> bool:
        try:
            obstore.head(self._bucket, self._path)
        except FileNotFoundError:
            return False
        return True

    def _key(self, entry: Entry) -> str:
        could_be_single = self._path.rpartition("/")[2] == entry.path
        if could_be_single and self._is_single():
            return self._path
        return f"{self._path}/{entry.path}" if self._path else entry.path


def _entry(meta: "ObjectMeta", name: str) -> Entry:
    etag, version = meta["e_tag"], meta["version"]
    identity = f"etag:{etag}" if etag else f"modified:{meta['last_modified'].isoformat()}"
    return Entry(name, meta["size"], identity, etag, version)
