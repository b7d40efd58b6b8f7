"""`oci://`: an artifact of a registry whose layers are plain files, as `oras push` makes it of files."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gitune_initializer.errors import ExitCode, InitializerError, MismatchError
from gitune_initializer.partial import Span
from gitune_initializer.progress import say
from gitune_initializer.reference import ArtifactReference
from gitune_initializer.request import Entry, Listing
from gitune_initializer.retry import Attempts, Setback, Stop
from gitune_initializer.settings import Settings
from gitune_initializer.sources import http
from gitune_initializer.sources.protocol import BrokenTransferError
from gitune_initializer.sources.registry_client import AnswerError, Client

_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_TITLE = "org.opencontainers.image.title"
_UNPACK = "io.deis.oras.content.unpack"
_LARGEST_MANIFEST = 4 * 2**20


class RegistrySource:
    """A `Source` of one artifact."""

    def __init__(self, settings: Settings, reference: ArtifactReference) -> None:
        self._uri, self._retry = settings.request.source, settings.retry
        self._version = settings.request.revision or reference.version
        self._client = Client(reference, settings.access, settings.timeout)

    def listing(self, commit: str | None) -> Listing:
        """Read the manifest, at the digest `commit` where an earlier start resolved one."""
        attempts = Attempts(self._retry, f"Asking for {self._uri}", say, Stop())
        for last in (False, True):
            try:
                return self._listing_at(commit or self._version, attempts)
            except MismatchError as error:
                if last:
                    raise self._changed(error) from error
                say(f"The manifest of {self._uri} is {error}: asking again")
        raise AssertionError

    def link(self, entry: Entry, destination: Path) -> bool:
        """Nothing of a registry is on this machine."""
        return False

    def chunks(self, entry: Entry, span: Span) -> Iterator[bytes]:
        """Read a part of a layer."""
        with self._client.get(f"blobs/{entry.identity}", http.range_headers(entry, span)) as response:
            yield from http.chunks(response, entry, span)

    def judge(self, error: Exception) -> Setback:
        """Tell what may pass from what a person has to see to."""
        if isinstance(error, AnswerError) and error.may_pass:
            return Setback(f"HTTP {error.status}", error.asked)
        if isinstance(error, http.TransportError | BrokenTransferError):
            return Setback(http.brief(error))
        raise (self._explain(error) if isinstance(error, AnswerError) else None) or error

    def doing(self, entry: Entry) -> str:
        """Downloading a layer."""
        return f"Downloading {entry.path} of {self._uri}"

    def _listing_at(self, version: str, attempts: Attempts) -> Listing:
        while True:
            try:
                body = self._manifest(version)
                break
            except (InitializerError, MismatchError):
                raise
            except Exception as error:
                attempts.failed(self.judge(error))
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        if ":" in version and digest != version:
            raise MismatchError(version, digest)
        return Listing(digest, tuple(self._entries(body)))

    def _manifest(self, version: str) -> bytes:
        with self._client.get(f"manifests/{version}", {"Accept": _MANIFEST}) as response:
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > _LARGEST_MANIFEST:
                    raise self._unfit("its manifest has more than 4 MiB")
            return body

    def _entries(self, body: bytes) -> Iterator[Entry]:
        try:
            manifest = json.loads(body)
            layers = manifest["layers"]
            seen: set[str] = set()
            for layer in layers:
                entry = self._entry(layer)
                if entry.path in seen:
                    raise self._unfit(f"it has two files {entry.path!r}")
                seen.add(entry.path)
                yield entry
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._unfit("it is not an artifact with layers; an index of several images is none") from error

    def _entry(self, layer: Mapping[str, Any]) -> Entry:
        notes = layer.get("annotations") or {}
        title = notes.get(_TITLE)
        entry = Entry(str(title), int(layer["size"]), str(layer["digest"]))
        if title is None:
            raise self._unfit(f"the layer {entry.identity} has no annotation {_TITLE}")
        if notes.get(_UNPACK) == "true":
            raise self._unfit(f"{entry.path!r} is an archive of a folder")
        if entry.digest is None:
            raise self._unfit(f"{entry.path!r} has the digest {entry.identity!r}, and only sha256 is read here")
        return entry

    def _unfit(self, problem: str) -> InitializerError:
        return InitializerError(
            ExitCode.UNFIT, f"{self._uri} cannot be used: {problem}; push plain files (oras push), one layer each."
        )

    def _changed(self, error: MismatchError) -> InitializerError:
        return InitializerError(
            ExitCode.NOT_PINNED,
            f"The manifest of {self._uri} is {error.found}, twice, instead of {error.expected}: do not train on it, "
            "and tell whoever runs the registry.",
        )

    def _explain(self, error: AnswerError) -> InitializerError:
        if error.status == 401 and self._client.has_credentials:
            sentence = f"The registry does not accept the login for {self._uri}: put a new one in the secret."
            return InitializerError(ExitCode.TOKEN, sentence)
        if error.status == 401:
            sentence = f"The registry wants a login for {self._uri}: name a secret with a Docker config in secretRef."
            return InitializerError(ExitCode.TOKEN, sentence)
        if error.status == 403:
            sentence = f"The login may not pull {self._uri}: let it read the repository."
            return InitializerError(ExitCode.REFUSED, sentence)
        if error.status == 404:
            sentence = f"There is no {self._uri} at {self._version!r}, or a layer of it is gone: check the source."
            return InitializerError(ExitCode.NOT_FOUND, sentence)
        return InitializerError(
            ExitCode.RETRIES_EXHAUSTED,
            f"The registry answered {error.status} for {self._uri}: check the source, then start again.",
        )
