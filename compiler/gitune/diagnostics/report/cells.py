"""Text of a user as cells of a terminal: tabs, wide and invisible characters, tokens.

Nothing of a user reaches a terminal unescaped: a control character could rewrite what was printed, and a character
that turns the direction of text could hide it.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from gitune.diagnostics.redact import find_tokens, redact

_TAB = "    "
_WIDE = frozenset("WF")
_ESCAPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_ODD_SPACES = frozenset("\u00a0\u2007\u202f")
"""No-break spaces, which look like what they are not."""
_COMBINING = frozenset(("Mn", "Me"))


class Cell(NamedTuple):
    """What is shown for one character, and how many columns that takes."""

    shown: str
    width: int


def cells(line: str) -> list[Cell]:
    """One cell for each character of a line. A token's first cell shows what may be shown of it, its others nothing."""
    row = [_plain(c) if " " <= c <= "~" else _cell(c) for c in line]
    for token in find_tokens(line):
        row[token.start : token.end] = [Cell("", 0)] * (token.end - token.start)
        row[token.start] = Cell(token.shown, len(token.shown))
    return row


def printable(text: str) -> str:
    """One line for a terminal: tokens redacted, everything invisible escaped."""
    return "".join(_escape(c) if c in "\t\n" else _cell(c).shown for c in redact(text))


def shortened(text: str, longest: int) -> str:
    """At most `longest` characters. Cut only what is printable already: half a token is not known for one."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _plain(character: str) -> Cell:
    return Cell(character, 1)


def _cell(character: str) -> Cell:
    if character == "\t":
        return Cell(_TAB, len(_TAB))
    category = unicodedata.category(character)
    if category in _ESCAPED or character in _ODD_SPACES:
        escaped = _escape(character)
        return Cell(escaped, len(escaped))
    if category in _COMBINING:
        return Cell(character, 0)
    return Cell(character, 2 if unicodedata.east_asian_width(character) in _WIDE else 1)


def _escape(character: str) -> str:
    return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}.get(character) or _by_number(ord(character))


def _by_number(number: int) -> str:
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
