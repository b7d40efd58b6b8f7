"""Tokens, by the forms that their issuers document, and their removal from everything that is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FORMS = (
    ("hf_", r"hf_[A-Za-z0-9]{10,}"),
    ("api_org_", r"api_org_[A-Za-z0-9]{10,}"),
    ("github_pat_", r"github_pat_[A-Za-z0-9_]{10,}"),
    ("gh", r"gh[opsur]_[A-Za-z0-9]{10,}"),
    ("glpat-", r"glpat-[A-Za-z0-9_.-]{10,}"),
    ("sk-", r"sk-[A-Za-z0-9_-]{16,}"),
    ("nvapi-", r"nvapi-[A-Za-z0-9_-]{16,}"),
    ("AKIA", r"(?:AKIA|ASIA)[A-Z0-9]{16}"),
    ("AIza", r"AIza[A-Za-z0-9_-]{30,}"),
    ("xox", r"xox[a-z]-[A-Za-z0-9-]{10,}"),
    ("eyJ", r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
)
_PATTERN = re.compile(
    "|".join(f"(?<![A-Za-z0-9]){form}" for _, form in _FORMS) + r"|(?<=://)[^\s/:@]*:[^\s/@]+(?=@)",
)


@dataclass(frozen=True, slots=True)
class Token:
    """Something in a text that looks like a token: where it stands, and what may be shown of it."""

    start: int
    end: int
    shown: str


def find_tokens(text: str) -> Iterator[Token]:
    """Every token in a text, from left to right: access tokens by their prefix, and passwords in URLs."""
    for match in _PATTERN.finditer(text):
        yield Token(match.start(), match.end(), f"{_prefix(match[0])}…redacted")


def redact(text: str) -> str:
    """The text with every token cut down to its prefix."""
    return _PATTERN.sub(lambda match: f"{_prefix(match[0])}…redacted", text)


def _prefix(token: str) -> str:
    return next((prefix for prefix, form in _FORMS if re.fullmatch(form, token)), "")
