"""What a problem is called. One sentence for each keyword, none of a validator's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitune.verify.structural import LIST_KEYS, Problem

_SENTENCES: Mapping[str, str] = {
    "additionalProperties": "there is no such field",
    "enum": "must be {wanted}",
    "maxItems": "must have at most {wanted} entries",
    "maxLength": "must have at most {wanted} characters",
    "maxProperties": "must have at most {wanted} fields",
    "maximum": "must be at most {wanted}",
    "minItems": "must have at least {wanted} entries",
    "minLength": "must have at least {wanted} characters",
    "minProperties": "must have at least {wanted} fields",
    "minimum": "must be at least {wanted}",
    "pattern": "must have the form {wanted}",
    "required": "is missing",
    "type": "must be {wanted}",
    LIST_KEYS: "stands twice: entries differ by {wanted}",
}


def sentence(problem: Problem) -> str:
    """The problem in words, such as `spec.trainer.numNodes` must be at least 1."""
    return f"`{dotted(problem.path)}` {_SENTENCES[problem.keyword].format(wanted=_wanted(problem))}"


def dotted(path: tuple[str | int, ...]) -> str:
    """A path as Kubernetes writes it, such as `spec.containers[0].name`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _wanted(problem: Problem) -> str:
    wanted = problem.wanted
    if problem.keyword == LIST_KEYS:
        return " and ".join(f"`{key}`" for key in wanted) or "their value"
    if isinstance(wanted, list | tuple):
        return " or ".join(_quoted(option) for option in wanted)
    return _quoted(wanted) if problem.keyword == "pattern" else str(wanted)


def _quoted(value: Any) -> str:
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
