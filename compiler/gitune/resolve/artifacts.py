"""`oci://`: a model or dataset that was pushed to a registry as an artifact, one file a layer."""

from __future__ import annotations

import json
from typing import Any

from gitune.resolve.failures import Failure
from gitune.resolve.image_names import ImageName
from gitune.resolve.listing import Listing, RemoteFile
from gitune.resolve.network import Network
from gitune.resolve.registry import Registry

_TITLE = "org.opencontainers.image.title"
_UNPACK = "io.deis.oras.content.unpack"
_LICENSES = "org.opencontainers.image.licenses"
_HINT = "push plain files, as `oras push registry.example.com/name:tag file file` does"


class ArtifactRemote:
    """One repository of a registry."""

    def __init__(self, network: Network, repository: str) -> None:
        registry, _, name = repository.partition("/")
        self._registry = Registry(network, ImageName(registry, name, ""))

    def listing(self, revision: str | None) -> Listing:
        """The artifact's files at a tag or digest."""
        manifest = self._registry.manifest(revision or "latest")
        content = self._parsed(manifest.body)
        layers = content.get("layers") or content.get("blobs") or []
        annotations = content.get("annotations") or {}
        return Listing(
            revision=manifest.digest,
            files=tuple(sorted(self._file(layer) for layer in layers)),
            page=self._registry.shown,
            license=annotations.get(_LICENSES),
        )

    def read(self, listing: Listing, file: RemoteFile, start: int = 0, end: int | None = None) -> bytes:
        """A part of one file."""
        return self._registry.blob(f"sha256:{file.sha256}", start, end)

    def _parsed(self, body: bytes) -> dict[str, Any]:
        try:
            content = json.loads(body)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise Failure("GT440", f"{self._registry.shown} answers with something that is no manifest")
        if "manifests" in content:
            raise Failure("GT450", f"{self._registry.shown} is an index of several artifacts", _HINT)
        return content

    def _file(self, layer: dict[str, Any]) -> RemoteFile:
        annotations = layer.get("annotations") or {}
        title, digest = annotations.get(_TITLE), str(layer.get("digest"))
        if not isinstance(title, str) or not title or annotations.get(_UNPACK) == "true":
            kind = "a folder" if title else "a layer without a file's name"
            raise Failure("GT450", f"{self._registry.shown} holds {kind}, which is an archive", _HINT)
        if not digest.startswith("sha256:"):
            raise Failure("GT459", f"`{title}` of {self._registry.shown} has a digest that is not SHA-256")
        return RemoteFile(title, int(layer.get("size") or 0), sha256=digest.removeprefix("sha256:"))
