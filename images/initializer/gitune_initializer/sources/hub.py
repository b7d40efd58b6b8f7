"""`hf://`: a repository of a Hugging Face Hub, through huggingface_hub.

Listing, addresses, headers and the meaning of errors are huggingface_hub's. The bytes are read here, because its own
download checks no hash, and begins a file anew when the process was killed; on a 5 GB shard that costs minutes, every
time. They come by plain HTTP, which every Hub and mirror speaks; hf-xet is not used, because there is no server that
speaks it to test against.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from huggingface_hub import HfApi, hf_hub_url
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.hf_api import RepoFile, RepoSibling
from huggingface_hub.utils import (  # type: ignore[attr-defined]  # exported lazily, which mypy does not see
    build_hf_headers,
    hf_raise_for_status,
)

from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.partial import Span
from gitune_initializer.progress import say
from gitune_initializer.reference import HubReference
from gitune_initializer.request import Entry, Kind, Listing
from gitune_initializer.retry import Attempts, Setback, Stop
from gitune_initializer.settings import Settings
from gitune_initializer.sources.http import chunks, range_headers, session
from gitune_initializer.sources.hub_errors import Explainer, asked_pause, brief, may_pass
from gitune_initializer.sources.protocol import BrokenTransferError

_COMMIT = re.compile(r"[0-9a-f]{40}")
_MOST_FILES_IN_ONE_ANSWER = 1000
"""A Hub cuts the list of files in its description of a larger repository."""


class HubSource:
    """A `Source` of one repository at one commit."""

    def __init__(self, settings: Settings, reference: HubReference) -> None:
        self._kind = settings.request.kind
        self._repository, self._path = reference.repository, reference.path
        self._revision = settings.request.revision or "main"
        self._commit = (settings.pins.revision if settings.pins else None) or self._revision
        self._retry, self._timeout = settings.retry, settings.timeout
        self._storages: dict[str, str] = {}
        token = settings.token or False
        self._api = HfApi(token=token, library_name="gitune")
        self._headers = build_hf_headers(token=token, library_name="gitune")
        self._explainer = Explainer(
            self._api.endpoint, self._kind, self._repository, self._revision, has_token=bool(token)
        )

    def listing(self, commit: str | None) -> Listing:
        """Ask which commit the revision means, unless `commit` says it, and which files that has."""
        attempts = Attempts(self._retry, f"Asking {self._api.endpoint} for {self._repository}", say, Stop())
        while True:
            try:
                return self._listing_at(commit or self._revision)
            except InitializerError:
                raise
            except Exception as error:
                attempts.failed(self.judge(error))

    def link(self, entry: Entry, destination: Path) -> bool:
        """Nothing of a Hub is on this machine."""
        return False

    def chunks(self, entry: Entry, span: Span) -> Iterator[bytes]:
        """Read one answer to its end, or to where it breaks."""
        storage = self._storages.get(entry.path)
        # A storage takes the signature in its address, and must not see the token.
        headers = range_headers(entry, span) | ({} if storage else self._headers)
        with session().stream(
            "GET", storage or self._address(entry), headers=headers, timeout=self._timeout
        ) as response:
            if response.is_error:
                self._storages.pop(entry.path, None)
                response.read()
                self._raise(response)
            if urlsplit(str(response.url)).netloc != urlsplit(self._api.endpoint).netloc:
                self._storages[entry.path] = str(response.url)
            yield from chunks(response, entry, span)

    def judge(self, error: Exception) -> Setback:
        """Tell what may pass from what a person has to see to."""
        if may_pass(error):
            return Setback(brief(error), asked_pause(error))
        raise self._explainer.explain(error) or error

    def doing(self, entry: Entry) -> str:
        """Downloading a file."""
        return f"Downloading {entry.path} of {self._repository}"

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

    def _raise(self, response: Any) -> None:
        """Raise what the answer means. A storage knows no rights: what it refuses, a fresh address may get."""
        try:
            hf_raise_for_status(response)
        except HfHubHTTPError as error:
            host = urlsplit(str(response.url)).netloc
            if host != urlsplit(self._api.endpoint).netloc and not may_pass(error):
                raise BrokenTransferError(f"HTTP {response.status_code} from {host}") from error
            raise

    def _address(self, entry: Entry) -> str:
        return hf_hub_url(
            self._repository,
            entry.path,
            repo_type=self._kind.value,
            revision=self._commit,
            endpoint=self._api.endpoint,
        )


def _entry(file: RepoSibling | RepoFile) -> Entry:
    identity = f"sha256:{file.lfs.sha256}" if file.lfs else f"git:{file.blob_id}"
    return Entry(path=file.rfilename, size=file.size or 0, identity=identity)
