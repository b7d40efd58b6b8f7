"""Text of a user inside Markdown: it may not link, format, mention anybody or close the table that it stands in."""

from __future__ import annotations

_MARKUP = "\\`*_[]<>&|~#$:!@^\"'"
_CODE = {ord(c): f"&#{ord(c)};" for c in _MARKUP}
"""Numeric references are never read as markup, neither by CommonMark nor by its tables."""
_PLAIN = {**_CODE, **{ord(c): f"&#{ord(c)};&#8203;" for c in "@#!"}}
"""Services look for @people, #issues and !merge-requests after Markdown is read; a space of no width breaks these."""


def inline(text: str) -> str:
    """One line as Markdown with HTML. What stands between backticks becomes code, all else is literal."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return text.translate(_PLAIN)
    return "".join(code(part) if number % 2 else part.translate(_PLAIN) for number, part in enumerate(parts))


def code(text: str) -> str:
    """One line as code."""
    return f"<code>{text.translate(_CODE)}</code>"
