"""Did you mean: the known name that a text comes closest to."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 100
_TELLING = 3
"""From this many letters on, a beginning tells more than a likeness: `h100` is `h100-80gb`, not `v100`."""


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The known name nearest to `text`, or None when none is near."""
    from difflib import get_close_matches  # noqa: PLC0415  only on the way to an error

    if len(text) > _LONGEST:
        return None
    names = {name.lower(): name for name in known}
    longer = [name for name in names if name.startswith(text.lower())] if len(text) >= _TELLING else []
    if longer:
        return names[min(longer, key=lambda name: (len(name), name))]
    found = get_close_matches(text.lower(), names, n=1, cutoff=0.6)
    return names[found[0]] if found else None


def did_you_mean(text: str, known: Iterable[str], otherwise: str | None = None) -> str | None:
    """A hint with the nearest known name; `otherwise` when none is near."""
    found = nearest(text, known)
    return f"did you mean `{found}`?" if found else otherwise
