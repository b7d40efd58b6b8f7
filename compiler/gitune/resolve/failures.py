"""What can be said of a source that cannot be pinned, before it is known in which spec it stands."""

from __future__ import annotations

from typing import NamedTuple

from gitune.diagnostics.model import Finding, Path
from gitune.diagnostics.redact import redact


class Remark(NamedTuple):
    """A diagnostic without its place: one source may stand in many specs."""

    code: str
    message: str
    hint: str | None = None

    def at(self, path: Path) -> Finding:
        """The finding at its place in one spec."""
        return Finding(self.code, redact(self.message), path, hint=redact(self.hint) if self.hint else None)


class Failure(Exception):  # noqa: N818  what failed is the source's, and no bug
    """Something cannot be pinned; the remark says why and what to do."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(redact(message))
        self.remark = Remark(code, message, hint)


def brief(error: Exception) -> str:
    """An error of a library in a few words: no address, whose query may be a signature, and no token."""
    response = getattr(error, "response", None)
    if response is not None and getattr(response, "status_code", None):
        return f"HTTP {response.status_code}"
    line = (str(error).splitlines() or [""])[0]
    name = type(error).__name__
    return redact(f"{name}: {line}") if line and "://" not in line and len(line) < 100 else name
