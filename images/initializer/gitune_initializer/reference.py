"""`STORAGE_URI`: which source, and where in it."""

import re
from dataclasses import dataclass
from pathlib import Path

from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.paths import is_inside, rooted

_CLAIMS = "/mnt/claims"
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,95})")
_CLAIM = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,252})")


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


Reference = HubReference | FolderReference


def parse(uri: str, root: Path) -> Reference:
    """Read a storage URI; `root` is put in front of its absolute paths."""
    scheme, _, rest = uri.partition("://")
    readers = {"hf": _hub, "file": _file, "pvc": _claim}
    if scheme not in readers:
        raise _refused(uri, "it must start with hf://, file:// or pvc://")
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


def _refused(uri: str, reason: str) -> InitializerError:
    return InitializerError(ExitCode.USAGE, f"STORAGE_URI {uri!r} cannot be used: {reason}.")
