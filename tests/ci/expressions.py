"""The expressions of GitHub Actions, as far as `action.yml` uses them; anything else is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|&&|\|\||==|!=|[!()]|[A-Za-z_][\w.-]*)")
_WHOLE = re.compile(r"\$\{\{(.*?)\}\}")
_STATUS = re.compile(r"\b(always|cancelled|failure|success)\(\)")

Contexts = Mapping[str, Any]


def substituted(text: str, contexts: Contexts) -> str:
    """The text with every `${{ }}` evaluated."""
    return _WHOLE.sub(lambda found: _string(evaluated(found[1], contexts)), text)


def holds(condition: str | None, contexts: Contexts, *, failed: bool) -> bool:
    """Whether a step runs: without a status function of its own only where nothing failed before it."""
    if condition is None:
        return not failed
    inner = _WHOLE.fullmatch(condition.strip())
    expression = inner[1] if inner else condition
    wanted = _true(evaluated(expression, contexts))
    return wanted if _STATUS.search(expression) else wanted and not failed


def evaluated(expression: str, contexts: Contexts) -> Any:
    """Its value."""
    reader = _Reader(_tokens(expression), contexts)
    value = reader.either()
    assert not reader.left, f"not understood: {reader.left} in {expression}"
    return value


def _tokens(expression: str) -> list[str]:
    found, at = [], 0
    text = expression.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match, f"not understood: {text[at:]}"
        found.append(match[1])
        at = match.end()
    return found


class _Reader:
    """`||` binds least, then `&&`, then comparisons, then `!`."""

    def __init__(self, tokens: list[str], contexts: Contexts) -> None:
        self.left, self._contexts = tokens, contexts

    def either(self) -> Any:
        value = self._both()
        while self._takes("||"):
            other = self._both()
            value = value if _true(value) else other
        return value

    def _both(self) -> Any:
        value = self._compared()
        while self._takes("&&"):
            other = self._compared()
            value = other if _true(value) else value
        return value

    def _compared(self) -> Any:
        value = self._single()
        for sign in ("==", "!="):
            if self._takes(sign):
                same = _string(value).lower() == _string(self._single()).lower()
                return same if sign == "==" else not same
        return value

    def _single(self) -> Any:
        if self._takes("!"):
            return not _true(self._single())
        if self._takes("("):
            value = self.either()
            assert self._takes(")")
            return value
        token = self.left.pop(0)
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if self._takes("("):
            assert self._takes(")")
            assert token == "cancelled", f"unknown function {token}"
            return False
        return self._named(token)

    def _named(self, name: str) -> Any:
        """A context that is not known is a mistake; a property that a step does not have is empty, as at GitHub."""
        first, *rest = name.split(".")
        assert first in self._contexts, f"unknown context {name}"
        value = self._contexts[first]
        if first in {"inputs", "github"}:
            assert rest[0] in value, f"unknown {name}"
        for key in rest:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def _takes(self, token: str) -> bool:
        if self.left and self.left[0] == token:
            self.left.pop(0)
            return True
        return False


def _true(value: Any) -> bool:
    return value not in (None, "", False)


def _string(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
