"""Documents of another format or version than this gitune's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitune.diagnostics.model import Finding
from gitune.spec.finetune import API_VERSION, KIND
from gitune.spec.words import described, quoted


def format_findings(data: Any) -> Iterator[Finding]:
    """Why a document is not a spec of this version; nothing when it is one."""
    if not isinstance(data, dict):
        hint = f"start with `apiVersion: {API_VERSION}` and `kind: {KIND}`"
        yield Finding("GT103", f"a spec is a mapping, not {described(data)}", hint=hint)
        return
    for key, value in (("apiVersion", API_VERSION), ("kind", KIND)):
        if key not in data:
            yield Finding("GT107", f"`{key}` is missing", at="key", hint=f"start with `{key}: {value}`")
        elif data[key] != value:
            message = f"`{key}` is {quoted(str(data[key]))}; this gitune reads `{value}`"
            yield Finding("GT107", message, (key,), hint=f"write `{key}: {value}`")
