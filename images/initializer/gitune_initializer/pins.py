"""`GITUNE_PINS`: the exact files that the lock names for a source, which then is asked for nothing else."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.paths import is_fit_for_target
from gitune_initializer.reference import ArtifactReference, HubReference, ObjectReference, Reference
from gitune_initializer.request import Entry, Kind, Listing

_VERSION = 1
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ARTIFACT = re.compile(r"sha256:[0-9a-f]{64}")
_SHA1 = re.compile(r"[0-9a-f]{40}")
_FIELDS = {"source", "revision", "files"}
_FILE_FIELDS = {"path", "size", "sha256", "gitOid", "etag", "version"}


class _UnfitError(Exception):
    """What is wrong with the pins, for the end of a sentence."""


@dataclass(frozen=True)
class Pins:
    """All files of a source as they were locked; the revision is None for a source without versions."""

    revision: str | None
    entries: tuple[Entry, ...]

    @property
    def listing(self) -> Listing:
        """What the source would have listed."""
        return Listing(self.revision, self.entries)


def read(path: Path, kind: Kind, source: str, reference: Reference) -> Pins | None:
    """Read the pins of this command's source; None where the file has none for it. A mistake is a usage error."""
    try:
        data = _document(path)
        pinned = _object(data.get(kind.value, {}), _FIELDS, repr(kind.value))
        return _pins(pinned, source, reference) if pinned else None
    except OSError as error:
        raise _refused(f"{path} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise _refused(f"{path} is not JSON ({error})") from error
    except _UnfitError as error:
        raise _refused(str(error)) from error


def _document(path: Path) -> Mapping[str, Any]:
    data = _object(json.loads(path.read_bytes()), {"formatVersion", *Kind}, "the file")
    if data.get("formatVersion") != _VERSION:
        raise _UnfitError(f"its formatVersion is {data.get('formatVersion')!r}, and only {_VERSION} is known here")
    return data


def _pins(data: Mapping[str, Any], source: str, reference: Reference) -> Pins:
    if data.get("source") != source:
        raise _UnfitError(f"they are of {data.get('source')!r}, but STORAGE_URI is {source!r}")
    files = data.get("files")
    if not isinstance(files, list) or not files:
        raise _UnfitError("'files' must be a list that is not empty")
    entries = [_entry(file, reference) for file in files]
    if twice := _repeated(entry.path for entry in entries):
        raise _UnfitError(f"{twice!r} is in them twice")
    return Pins(_revision(data.get("revision"), reference), tuple(entries))


def _revision(value: object, reference: Reference) -> str | None:
    text = value if isinstance(value, str) else ""
    if isinstance(reference, HubReference):
        fits, wanted = bool(_SHA1.fullmatch(text)), "the 40 hex digits of a commit"
    elif isinstance(reference, ArtifactReference):
        fits, wanted = bool(_ARTIFACT.fullmatch(text)), "sha256: and the 64 hex digits of the artifact's digest"
    else:
        fits, wanted = value is None, "null"
    if not fits:
        raise _UnfitError(f"the revision is {value!r}, and must be {wanted}")
    return text or None


def _entry(data: object, reference: Reference) -> Entry:
    file = _object(data, _FILE_FIELDS, "a file")
    path, size = file.get("path"), file.get("size")
    if not isinstance(path, str) or not is_fit_for_target(path):
        raise _UnfitError(f"{path!r} is not a plain path below a folder")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise _UnfitError(f"the size of {path!r} is {size!r}, and must be a number of bytes")
    etag, version = (_text(file, name, path) for name in ("etag", "version"))
    return Entry(path, size, _identity(file, path, etag, reference), etag, version)


def _identity(file: Mapping[str, Any], path: str, etag: str | None, reference: Reference) -> str:
    """The strongest thing that is known about a content; an ETag is one only where the source checks it."""
    for name, form, algorithm in (("sha256", _SHA256, "sha256"), ("gitOid", _SHA1, "git")):
        value = _text(file, name, path)
        if value is not None and not form.fullmatch(value):
            raise _UnfitError(f"the {name} of {path!r} is {value!r}, which is no such hash")
        if value is not None:
            return f"{algorithm}:{value}"
    if etag is None or not isinstance(reference, ObjectReference):
        raise _UnfitError(f"{path!r} has no hash by which it could be checked")
    return f"etag:{etag}"


def _text(file: Mapping[str, Any], name: str, path: str) -> str | None:
    value = file.get(name)
    if value is not None and not (isinstance(value, str) and value and value.isprintable()):
        raise _UnfitError(f"the {name} of {path!r} is {value!r}, and must be text")
    return value


def _object(data: object, known: Iterable[str], what: str) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise _UnfitError(f"{what} must be a JSON object")
    if unknown := sorted(set(data) - set(known)):
        raise _UnfitError(f"{what} has the unknown field {unknown[0]!r}")
    return data


def _repeated(paths: Iterable[str]) -> str | None:
    seen: set[str] = set()
    return next((path for path in paths if path in seen or seen.add(path)), None)  # type: ignore[func-returns-value]


def _refused(problem: str) -> InitializerError:
    return InitializerError(
        ExitCode.USAGE, f"The pins (GITUNE_PINS) cannot be used: {problem}. Run gitune lock and compile again."
    )
