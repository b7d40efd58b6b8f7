"""Documents of another kind or version than is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitune.diagnostics.model import Finding
from gitune.spec.words import described, quoted


def format_findings(data: Any, version: str, kind: str) -> Iterator[Finding]:
    """Why a document is not of the kind and version; nothing when it is."""
    if not isinstance(data, dict):
        hint = f"start with `apiVersion: {version}` and `kind: {kind}`"
        yield Finding("GT103", f"the file is a mapping, not {described(data)}", hint=hint)
        return
    for key, value in (("apiVersion", version), ("kind", kind)):
        if key not in data:
            yield Finding("GT107", f"`{key}` is missing", at="key", hint=f"start with `{key}: {value}`")
        elif data[key] != value:
            message = f"`{key}` is {quoted(str(data[key]))}; this has to be `{value}`"
            yield Finding("GT107", message, (key,), hint=f"write `{key}: {value}`")
