"""Everything that provenance is made of. Nothing of it is a clock, a host or a folder of one machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gitune.canonical.digest import sha256_hex
from gitune.lock.model import LockedSource, Versions
from gitune.plan.model import ImagePlan, Plan


class FileDigest(NamedTuple):
    """A file of the repository or of the rendered tree."""

    path: str
    """Relative to the project (inputs) or below the output folder (rendered), with forward slashes."""
    sha256: str


class Inputs(NamedTuple):
    """The files that the compiler read."""

    spec: FileDigest
    lock: FileDigest
    project: FileDigest | None
    """`gitune.yaml`, where there is one."""
    catalog: tuple[FileDigest, ...]
    """The project's own catalog; gitune's is that of its version."""
    bases: tuple[FileDigest, ...] = ()
    """What the spec starts from."""
    policies: tuple[FileDigest, ...] = ()
    """What the run had to comply with, and what may have said what nobody else did."""

    @property
    def files(self) -> tuple[FileDigest, ...]:
        """All of them."""
        named = (self.spec, self.lock, self.project)
        return (*(file for file in named if file), *self.catalog, *self.bases, *self.policies)


class Pins(NamedTuple):
    """What the lock says of a run, nothing left open."""

    model: LockedSource
    dataset: LockedSource
    images: ImagePlan | None
    """None where an installed runtime decides which images run."""
    versions: Versions


class Evidence(NamedTuple):
    """One run: what went in, what was decided, what came out."""

    compiler: str
    """Version of gitune."""
    inputs: Inputs
    pins: Pins
    plan: Plan
    run: str
    rendered: tuple[FileDigest, ...]
    """Every file of the run, by path."""


def digest(path: str, data: bytes) -> FileDigest:
    """A file with the digest of its bytes."""
    return FileDigest(path, sha256_hex(data))


def digests(files: Mapping[str, bytes]) -> tuple[FileDigest, ...]:
    """Rendered files by path."""
    return tuple(digest(path, data) for path, data in sorted(files.items()))
