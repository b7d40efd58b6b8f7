"""One way to write each scalar; the notation of a number and the kind of a long text stay the author's choice."""

from __future__ import annotations

import json
import re
import textwrap

from gitune.canonical.yaml import scalar as canonical
from gitune.format.tree import Scalar
from gitune.source.scalars import resolve_plain

WIDTH = 100
"""Columns that a line in brackets or a wrapped text may have."""

_FLOAT = re.compile(r"(?P<sign>[-+]?)(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?(?:[eE](?P<power>[-+]?[0-9]+))?")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def inline(scalar: Scalar) -> str:
    """A scalar on one line."""
    if isinstance(scalar.data, str):
        return _text(scalar, scalar.data)
    if isinstance(scalar.data, float):
        return _float(scalar.text, scalar.data)
    return json.dumps(scalar.data)


def _text(scalar: Scalar, text: str) -> str:
    if scalar.style == "plain" and text and "\n" not in text and resolve_plain(text) == text:
        return text
    quoted = canonical(text)
    if quoted.startswith('"') and ("\\" in quoted) and "'" not in text and not _UNSEEN.search(text):
        return f"'{text}'"
    return quoted


def _float(text: str, number: float) -> str:
    """With digits on both sides of the dot and a signed exponent, so that YAML 1.1 reads a number, too."""
    match = _FLOAT.fullmatch(text)
    if match is None:
        return canonical(number)
    sign = "-" if match["sign"] == "-" else ""
    written = f"{sign}{match['whole'].lstrip('0') or '0'}.{(match['part'] or '').rstrip('0') or '0'}"
    if match["power"]:
        power = int(match["power"])
        written += f"e{'-' if power < 0 else '+'}{abs(power)}"
    return written if repr(float(written)) == repr(number) else canonical(number)


def is_block(scalar: Scalar) -> bool:
    """Whether the text stays in the form `|` or `>`."""
    data = scalar.data
    if not scalar.block or not isinstance(data, str) or not data.strip():
        return False
    kept = data.endswith("\n\n")
    return not kept and not data[0].isspace() and not scalar.block[0].startswith((" ", "\t"))


def block_lines(scalar: Scalar, pad: str) -> tuple[str, list[str]]:
    """The header of a block scalar and its lines."""
    header = scalar.style if str(scalar.data).endswith("\n") else f"{scalar.style}-"
    return header, [f"{pad}{line}" if line else "" for line in scalar.block]


def wrapped(scalar: Scalar, lead: str, pad: str) -> list[str] | None:
    """A long plain text on several lines, when it stood on several; None when it is to stay on one."""
    text = inline(scalar)
    apart = "  " in text or "\t" in text
    if not scalar.several_lines or text != scalar.text or len(lead) + len(text) <= WIDTH or apart:
        return None
    return textwrap.wrap(
        text, WIDTH, initial_indent=lead, subsequent_indent=pad, break_long_words=False, break_on_hyphens=False
    )
