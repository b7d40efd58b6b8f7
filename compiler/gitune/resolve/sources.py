"""Every source of a run's plan, whatever its kind: one answer for each, however many specs share it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from gitune.plan.model import SourcePlan
from gitune.plan.sources import VOLUMES
from gitune.resolve.artifacts import ArtifactRemote
from gitune.resolve.buckets import BucketRemote
from gitune.resolve.copies import CopyRemote
from gitune.resolve.failures import Failure
from gitune.resolve.globs import select
from gitune.resolve.hub import HubRemote
from gitune.resolve.listing import Listing, Remote, RemoteFile
from gitune.resolve.network import Network

Role = Literal["model", "dataset"]
SourceKey = tuple[str | None, ...]


class Sources:
    """Remotes and their listings."""

    def __init__(self, network: Network, copies: Mapping[str, Path]) -> None:
        self.network = network
        self._copies = copies

    def can_be_asked(self, role: Role, source: SourcePlan) -> bool:
        """Whether there is anything to ask: a volume can only be read inside its cluster."""
        return source.kind not in VOLUMES or self._copy(role, source) is not None

    def copied(self, role: Role, source: SourcePlan) -> bool:
        """Whether the source is pinned from a copy on this machine."""
        return source.kind in VOLUMES and self._copy(role, source) is not None

    def remote(self, role: Role, source: SourcePlan) -> Remote:
        """The source's remote."""
        return self.network.once.get(("remote", *self._key(role, source)), lambda: self._made(role, source))

    def listing(self, role: Role, source: SourcePlan, revision: str | None) -> Listing:
        """The source's files at a revision."""
        key = ("listing", *self._key(role, source), revision)
        return self.network.once.get(key, lambda: self.remote(role, source).listing(revision))

    def wanted(self, source: SourcePlan, listing: Listing) -> tuple[RemoteFile, ...]:
        """The files that the run downloads; every pattern has to match one.

        Raises:
            Failure: a path or a file is missing (GT435, GT436), or nothing says what its bytes are (GT459).
        """
        found, unmatched = select(listing.files, source.files)
        if unmatched:
            raise _missing(source, listing, unmatched)
        for file in found:
            if not (file.sha256 or file.git_oid or file.etag):
                raise Failure("GT459", f"nothing says what the bytes of `{file.path}` of {source.uri} are")
        return tuple(found)

    def _key(self, role: Role, source: SourcePlan) -> SourceKey:
        if source.kind == "hf":
            return (role, "hf", source.repository)
        if self.copied(role, source):
            return (role, source.uri, *source.files)
        return (source.uri, source.endpoint)

    def _made(self, role: Role, source: SourcePlan) -> Remote:
        repository = source.repository or ""
        if source.kind == "hf":
            return HubRemote(self.network, role, repository)
        if source.kind == "oci":
            return ArtifactRemote(self.network, repository)
        if source.kind in ("s3", "gs"):
            return BucketRemote(self.network, source.kind, repository, source.path, source.endpoint)
        copy = self._copy(role, source)
        if copy is None:
            raise AssertionError("nothing asks a volume without a copy")
        return CopyRemote(copy, source.files)

    def _copy(self, role: Role, source: SourcePlan) -> Path | None:
        return self._copies.get(source.uri) or self._copies.get(role)


def _missing(source: SourcePlan, listing: Listing, unmatched: list[str]) -> Failure:
    where = f"{source.uri}{f' at {source.requested}' if source.requested else ''}"
    prefix = f"{source.path}/"
    below = any(file.path == source.path or file.path.startswith(prefix) for file in listing.files)
    if source.kind == "hf" and source.path and not below:
        message = f"{source.repository} has no file or folder `{source.path}` at {source.requested}"
        return Failure("GT435", message, f"look at {listing.page}")
    names = ", ".join(f"`{pattern}`" for pattern in unmatched)
    noun = "file" if len(unmatched) == 1 else "files"
    return Failure("GT436", f"{where} does not have the {noun} {names}", f"look at {listing.page}")
