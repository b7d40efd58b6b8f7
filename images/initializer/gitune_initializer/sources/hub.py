"""`hf://`: a repository of a Hugging Face Hub, through huggingface_hub.

Listing, addresses, headers and the meaning of errors are huggingface_hub's. The bytes are read here, because its own
download begins a file anew when the process was killed; on a 5 GB shard that costs minutes, every time.
"""

import re
import threading
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from huggingface_hub import HfApi, hf_hub_url
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.hf_api import RepoFile, RepoSibling
from huggingface_hub.utils import (  # type: ignore[attr-defined]  # exported lazily, which mypy does not see
    build_hf_headers,
    get_session,
    hf_raise_for_status,
)

from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.progress import Progress, say
from gitune_initializer.reference import HubReference
from gitune_initializer.request import Entry, Kind, Listing
from gitune_initializer.retry import Attempts, StoppedError
from gitune_initializer.settings import Settings
from gitune_initializer.sources.hub_errors import BrokenTransferError, Explainer, asked_pause, brief, may_pass

_COMMIT = re.compile(r"[0-9a-f]{40}")
_MOST_FILES_IN_ONE_ANSWER = 1000
"""A Hub cuts the list of files in its description of a larger repository."""


class HubSource:
    """A `Source` of one repository at one commit."""

    def __init__(self, settings: Settings, reference: HubReference, stop: threading.Event) -> None:
        self._kind = settings.request.kind
        self._repository, self._path = reference.repository, reference.path
        self._revision = settings.request.revision or "main"
        self._commit = self._revision
        self._retry, self._timeout, self._stop = settings.retry, settings.timeout, stop
        token = settings.token or False
        self._api = HfApi(token=token, library_name="gitune")
        self._headers = build_hf_headers(token=token, library_name="gitune")
        self._explainer = Explainer(
            self._api.endpoint, self._kind, self._repository, self._revision, has_token=bool(token)
        )

    def listing(self, commit: str | None) -> Listing:
        """Ask which commit the revision means, unless `commit` says it, and which files that has."""
        attempts = self._attempts(f"Asking {self._api.endpoint} for {self._repository}")
        while True:
            try:
                return self._listing_at(commit or self._revision)
            except Exception as error:
                self._again_or_raise(error, attempts)

    def link(self, entry: Entry, destination: Path) -> bool:
        """Nothing of a Hub is on this machine."""
        return False

    def fetch(self, entry: Entry, partial: Path, progress: Progress) -> None:
        """Download what is missing; a broken transfer goes on where it broke."""
        attempts = self._attempts(f"Downloading {entry.path} of {self._repository}")
        with partial.open("ab") as file:
            furthest = file.tell()
            while file.tell() != entry.size:
                try:
                    self._transfer(entry, file, progress)
                except Exception as error:
                    if file.tell() > furthest:
                        furthest = file.tell()
                        attempts.progressed()
                    self._again_or_raise(error, attempts)

    def _listing_at(self, revision: str) -> Listing:
        describe = self._api.dataset_info if self._kind is Kind.DATASET else self._api.model_info
        info = describe(self._repository, revision=revision, timeout=self._timeout, files_metadata=True)
        commit = info.sha or ""
        if not _COMMIT.fullmatch(commit):
            raise InitializerError(
                ExitCode.NOT_FOUND,
                f"{self._api.endpoint} does not say which commit {revision!r} of {self._repository} is: "
                "check that HF_ENDPOINT is a Hugging Face Hub.",
            )
        self._commit = commit
        return Listing(commit, tuple(self._below_path(map(_entry, self._files(info.siblings or [])))))

    def _files(self, siblings: list[RepoSibling]) -> Iterable[RepoSibling | RepoFile]:
        if 0 < len(siblings) < _MOST_FILES_IN_ONE_ANSWER and all(file.size is not None for file in siblings):
            return siblings
        tree = self._api.list_repo_tree(
            self._repository, recursive=True, revision=self._commit, repo_type=self._kind.value
        )
        return [file for file in tree if isinstance(file, RepoFile)]

    def _below_path(self, entries: Iterable[Entry]) -> list[Entry]:
        found = [
            entry
            for entry in entries
            if not self._path or entry.path == self._path or entry.path.startswith(f"{self._path}/")
        ]
        if self._path and not found:
            raise InitializerError(
                ExitCode.NOT_FOUND,
                f"{self._repository} has no file or folder {self._path!r} at {self._revision!r}: "
                "check the path in the source.",
            )
        return sorted(found, key=lambda entry: entry.path)

    def _transfer(self, entry: Entry, file: BinaryIO, progress: Progress) -> None:
        """Read one answer to its end, or to where it breaks."""
        start = file.tell()
        with get_session().stream(
            "GET", self._address(entry), headers=self._range(start), timeout=self._timeout
        ) as response:
            if start and not _goes_on_at(response, start):
                _discard(file, progress)
            if response.is_error:
                response.read()
                self._raise(response)
            for chunk in response.iter_bytes():
                if self._stop.is_set():
                    raise StoppedError
                file.write(chunk)
                progress.add(len(chunk))
        self._check_length(entry, file, progress)

    def _raise(self, response: Any) -> None:
        """Raise what the answer means. A storage knows no rights: what it refuses, a fresh address may get."""
        try:
            hf_raise_for_status(response)
        except HfHubHTTPError as error:
            host = urlsplit(str(response.url)).netloc
            if host != urlsplit(self._api.endpoint).netloc and not may_pass(error):
                raise BrokenTransferError(f"HTTP {response.status_code} from {host}") from error
            raise

    def _check_length(self, entry: Entry, file: BinaryIO, progress: Progress) -> None:
        size = file.tell()
        if size < entry.size:
            raise BrokenTransferError(f"{size} of {entry.size} bytes came")
        if size > entry.size:
            _discard(file, progress)
            raise BrokenTransferError(f"{size} bytes came instead of {entry.size}")

    def _address(self, entry: Entry) -> str:
        return hf_hub_url(
            self._repository,
            entry.path,
            repo_type=self._kind.value,
            revision=self._commit,
            endpoint=self._api.endpoint,
        )

    def _range(self, start: int) -> dict[str, str]:
        # A compressed answer has neither a length to check nor a place to go on from.
        headers = {**self._headers, "Accept-Encoding": "identity"}
        return {**headers, "Range": f"bytes={start}-"} if start else headers

    def _attempts(self, what: str) -> Attempts:
        return Attempts(self._retry, what, say, self._stop)

    def _again_or_raise(self, error: Exception, attempts: Attempts) -> None:
        if may_pass(error):
            attempts.failed(brief(error), asked_pause(error))
            return
        raise self._explainer.explain(error) or error


def _entry(file: RepoSibling | RepoFile) -> Entry:
    identity = file.lfs.sha256 if file.lfs else file.blob_id
    return Entry(path=file.rfilename, size=file.size or 0, identity=identity or "")


def _goes_on_at(response: Any, start: int) -> bool:
    """Whether the bytes of this answer belong behind those that are here; an error's body says nothing about it."""
    if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        return False
    position: str = response.headers.get("Content-Range", "")
    return bool(response.is_error) or position.startswith(f"bytes {start}-")


def _discard(file: BinaryIO, progress: Progress) -> None:
    progress.add(-file.tell())
    file.seek(0)
    file.truncate()
