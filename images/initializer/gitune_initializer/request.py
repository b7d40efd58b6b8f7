"""What is wanted, and what a source has: the values that all parts hand to each other."""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from gitune_initializer.digest import Digest


class Kind(StrEnum):
    """What a start fills; a Hub keeps the two apart."""

    DATASET = "dataset"
    MODEL = "model"


@dataclass(frozen=True)
class Request:
    """What a target should hold. Two starts with equal requests want the same thing."""

    kind: Kind
    source: str
    revision: str | None
    files: tuple[str, ...]

    @property
    def key(self) -> str:
        """A file name for what is known about this request."""
        canonical = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]

    def same_origin(self, other: "Request") -> bool:
        """Whether both want files of one source at one revision."""
        return (self.kind, self.source, self.revision) == (other.kind, other.source, other.revision)


@dataclass(frozen=True)
class Entry:
    """A file of a source: where it stands, its size in bytes, and what tells its content from another's.

    `identity` is the content's hash where the source or a pin knows one (`sha256:…`, `git:…`), else whatever changes
    with the content. `etag` and `version` are conditions that the source checks when it is read.
    """

    path: str
    size: int
    identity: str
    etag: str | None = None
    version: str | None = None

    @property
    def digest(self) -> Digest | None:
        """The hash that the bytes must have; None where nobody knows one."""
        return Digest.parse(self.identity)

    def same_content(self, other: "Entry") -> bool:
        """Whether both are the same bytes, wherever they stand."""
        return (self.size, self.identity) == (other.size, other.identity)


@dataclass(frozen=True)
class Listing:
    """All files of a source at one commit; None where a source knows no commits."""

    commit: str | None
    entries: tuple[Entry, ...]
