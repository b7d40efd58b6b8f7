"""`STORAGE_URI`: which source, and where in it."""

import re
from dataclasses import dataclass
from pathlib import Path

from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.paths import is_inside, rooted

_CLAIMS = "/mnt/claims"
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,95})")
_CLAIM = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,252})")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,221}")
_ARTIFACT = re.compile(
    r"(?P<registry>(?:[A-Za-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?)"
    r"/(?P<repository>[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)


@dataclass(frozen=True)
class HubReference:
    """A repository of a Hub, or the file or folder at `path` in it."""

    repository: str
    path: str


@dataclass(frozen=True)
class FolderReference:
    """A file or folder of a mounted file system. Symbolic links may not lead out of `boundary`, where there is one."""

    path: Path
    boundary: Path | None


@dataclass(frozen=True)
class ObjectReference:
    """An object at `path` in a bucket, or all objects below it; `scheme` is the kind of storage, `s3` or `gs`."""

    scheme: str
    bucket: str
    path: str


@dataclass(frozen=True)
class ArtifactReference:
    """An artifact of a registry; `version` is a tag or a digest."""

    registry: str
    repository: str
    version: str


Reference = HubReference | FolderReference | ObjectReference | ArtifactReference


def parse(uri: str, root: Path) -> Reference:
    """Read a storage URI; `root` is put in front of its absolute paths."""
    scheme, _, rest = uri.partition("://")
    readers = {"hf": _hub, "file": _file, "pvc": _claim, "s3": _object, "gs": _object, "oci": _artifact}
    if scheme not in readers:
        raise _refused(uri, f"it must start with one of {', '.join(f'{known}://' for known in readers)}")
    return readers[scheme](uri, rest, root)


def _hub(uri: str, rest: str, _root: Path) -> Reference:
    organisation, _, below = rest.partition("/")
    name, _, path = below.partition("/")
    path = path.rstrip("/")
    if not (_NAME.fullmatch(organisation) and _NAME.fullmatch(name)):
        raise _refused(uri, "write hf://organisation/repository or hf://organisation/repository/path")
    if path and not is_inside(path):
        raise _refused(uri, "the path in the repository must have no '..' and no empty part")
    return HubReference(repository=f"{organisation}/{name}", path=path)


def _file(uri: str, rest: str, root: Path) -> Reference:
    path = rooted(root, rest)
    if path is None:
        raise _refused(uri, "write file:///absolute/path, without '..'")
    # No boundary: whoever writes a spec may name every path of the container anyway.
    return FolderReference(path=path, boundary=None)


def _claim(uri: str, rest: str, root: Path) -> Reference:
    claim, _, below = rest.partition("/")
    path = rooted(root, f"{_CLAIMS}/{claim}/{below}")
    if path is None or not _CLAIM.fullmatch(claim):
        raise _refused(uri, "write pvc://claim/path, without '..'")
    return FolderReference(path=path, boundary=root.joinpath(*_CLAIMS.strip("/").split("/"), claim))


def _object(uri: str, rest: str, _root: Path) -> ObjectReference:
    bucket, _, path = rest.partition("/")
    path = path.rstrip("/")
    if not _BUCKET.fullmatch(bucket):
        raise _refused(uri, "write s3://bucket, s3://bucket/path, or the same with gs://")
    if path and not is_inside(path):
        raise _refused(uri, "the path in the bucket must have no '..' and no empty part")
    return ObjectReference(uri.partition("://")[0], bucket, path)


def _artifact(uri: str, rest: str, _root: Path) -> ArtifactReference:
    match = _ARTIFACT.fullmatch(rest.rstrip("/"))
    if match is None:
        raise _refused(uri, "write oci://registry/repository, oci://registry/repository:tag or …@sha256:digest")
    return ArtifactReference(match["registry"], match["repository"], match["digest"] or match["tag"] or "latest")


def _refused(uri: str, reason: str) -> InitializerError:
    return InitializerError(ExitCode.USAGE, f"STORAGE_URI {uri!r} cannot be used: {reason}.")
