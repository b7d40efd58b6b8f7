"""Values, places and shapes in the words of YAML, for messages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from gitune.diagnostics.model import Path
from gitune.diagnostics.redact import redact
from gitune.spec.shape import Shape

_LONGEST = 60
_KINDS = {
    "text": "text",
    "integer": "a whole number",
    "number": "a number",
    "list": "a list",
    "mapping": "a mapping",
    "anything": "anything",
    "union": "a mapping",
}


def name_of(path: Path) -> str:
    """A path as people write it: `training.betas[0]`."""
    name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return name.removeprefix(".")


def quoted(text: str) -> str:
    """Text of a user between backticks, without tokens, cut when it is long."""
    safe = redact(text)
    return f"`{safe if len(safe) <= _LONGEST else safe[: _LONGEST - 1] + '…'}`"


def listed(values: Iterable[Any], *, last: str = "or") -> str:
    """`a`, `b` or `c`, in alphabetical order."""
    words = [f"`{value}`" for value in sorted(map(str, set(values)))]
    return _joined(words, last)


def described(value: Any) -> str:
    """What stands in the file: `the text "8"`, `a list`."""
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, bool) or value is None:
        return f"`{json.dumps(value)}`"
    if isinstance(value, int | float):
        return f"the number `{value}`"
    return "a list" if isinstance(value, list) else "a mapping"


def expected(shape: Shape) -> str:
    """What may stand there: `a whole number or "auto"`."""
    branches = shape.branches()
    kinds = [branch.form or _KINDS[branch.kind] for branch in branches if branch.kind in _KINDS]
    switches = ["`true`", "`false`"] * any(branch.kind == "boolean" for branch in branches)
    choices = sorted(value for branch in branches for value in branch.values)
    return _joined([*kinds, *switches, *(f"`{choice}`" for choice in choices)], "or")


def flow(value: Any) -> str:
    """A value on one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return value if isinstance(value, str) else json.dumps(value)


def _joined(words: list[str], last: str) -> str:
    return f" {last} ".join([*([", ".join(words[:-1])] if words[1:] else []), *words[-1:]])
