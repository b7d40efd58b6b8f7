"""Where a source lands on the volume. Two sources never share a folder; one source always finds its own again."""

from __future__ import annotations

import hashlib
import re

from gitune.plan.references import Reference

_LENGTH = 96
_SAFE = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")


def folder_name(reference: Reference, revision: str | None, variant: str = "") -> str:
    """`org--repo--path@revision` for the Hub, `name@digest` for files; `variant` sets apart what is picked from it.

    Names that are too long, or that another source could have too, end in eight characters of the source's digest.
    """
    suffix = f"+{variant}" if variant else ""
    digest = hashlib.sha256(f"{reference.uri}@{revision or ''}{suffix}".encode()).hexdigest()[:8]
    if reference.kind != "hf":
        last = reference.path.rpartition("/")[2] or reference.claim or (reference.repository or "files").split("/")[-1]
        return f"{_clean(last)[:_LENGTH]}{suffix}@{digest}"
    parts = [*(reference.repository or "").split("/"), *filter(None, reference.path.split("/"))]
    name, version = "--".join(parts) + suffix, revision or "main"
    if all(_plain(part) for part in (*parts, version)) and len(name) + len(version) <= _LENGTH:
        return f"{name}@{version}"
    return f"{_clean(name)[:_LENGTH]}{suffix}@{_clean(version)[:40]}-{digest}"


def _plain(part: str) -> bool:
    """Whether a part can stand in the name as it is, without looking like two parts."""
    return _SAFE.fullmatch(part) is not None


def _clean(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._]+", "-", text).strip("-.") or "source"
