"""Tokens, by their issuers' forms or the names beside them, and their removal from everything that is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gitune.diagnostics.entropy import looks_random

_FORMS = (
    # models, data and experiments
    ("hf_", r"hf_[A-Za-z0-9]{10,}"),
    ("api_org_", r"api_org_[A-Za-z0-9]{10,}"),
    ("sk-", r"sk-(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{16,}"),
    ("nvapi-", r"nvapi-[A-Za-z0-9_-]{16,}"),
    ("gsk_", r"gsk_[A-Za-z0-9]{20,}"),
    ("r8_", r"r8_[A-Za-z0-9]{30,}"),
    ("xai-", r"xai-[A-Za-z0-9]{30,}"),
    ("pplx-", r"pplx-[A-Za-z0-9]{30,}"),
    ("wandb login ", r"wandb login (?:--relogin )?[0-9a-f]{40}"),
    ("dapi", r"dapi[0-9a-f]{32}"),
    # forges and registries
    ("github_pat_", r"github_pat_[A-Za-z0-9_]{10,}"),
    ("gh", r"gh[opsur]_[A-Za-z0-9]{10,}"),
    ("gl", r"gl(?:pat|dt|rt|ptt|ft|cbt|imt|soat|agent)-[A-Za-z0-9_.-]{10,}"),
    ("npm_", r"npm_[A-Za-z0-9]{30,}"),
    ("pypi-", r"pypi-AgE[A-Za-z0-9_-]{30,}"),
    ("dckr_", r"dckr_[po]at_[A-Za-z0-9_-]{16,}"),
    # clouds
    ("AWS key ", r"(?:AKIA|ASIA)[A-Z0-9]{16}"),
    ("AIza", r"AIza[A-Za-z0-9_-]{30,}"),
    ("ya29.", r"ya29\.[A-Za-z0-9_-]{20,}"),
    ("GOCSPX-", r"GOCSPX-[A-Za-z0-9_-]{20,}"),
    ("AccountKey=", r"(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{30,}={0,2}"),
    ("sig=", r"(?<=[?&;])sig=[A-Za-z0-9%+/]{30,}={0,2}"),
    ("do", r"do[op]_v1_[0-9a-f]{40,}"),
    ("hvs.", r"hv[sb]\.[A-Za-z0-9_-]{20,}"),
    ("glsa_", r"glsa_[A-Za-z0-9_]{20,}"),
    ("AGE-SECRET-KEY-", r"AGE-SECRET-KEY-1[A-Z0-9]{40,}"),
    # messages and payments
    ("xox", r"xox[a-z]-[A-Za-z0-9-]{10,}"),
    ("xapp-", r"xapp-[A-Za-z0-9-]{20,}"),
    ("services/", r"services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{16,}"),
    ("SG.", r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    ("Stripe ", r"(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,}"),
    # general
    ("eyJ", r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    ("Bearer ", r"[Bb]earer +(?=[A-Za-z._~+/-]*[0-9])[A-Za-z0-9._~+/-]{20,}=*"),
    ("-----BEGIN ", r"-----BEGIN (?:[A-Z]{2,9} ){0,3}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\\n]*"),
)
_PATTERN = re.compile(
    "(?<![A-Za-z0-9])(?:" + "|".join(form for _, form in _FORMS) + r")|(?<=://)[^\s/:@]*:[^\s/@]+(?=@)",
)
_TELLING = re.compile(
    r"(?:token|secret|passwd|password|passphrase|(?:api|access|account|private|signing)[_-]?key|credentials?)"
    r"[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?P<value>[^\s\"',;{}()\[\]<>$]{12,200})",
    re.IGNORECASE,
)
_FEWEST = 4
"""Texts of fewer different characters, such as `hf_xxxxxxxxxx`, stand for a token and are none."""


class Token(NamedTuple):
    """Something in a text that looks like a token: where it stands, and what may be shown of it."""

    start: int
    end: int
    shown: str


def find_tokens(text: str) -> Iterator[Token]:
    """Every token, from left to right: issuers' forms, passwords in URLs, random text behind telling names."""
    end = 0
    for start, stop, prefix in sorted((*_by_form(text), *_by_name(text)), key=_first):
        if start >= end:
            end = stop
            yield Token(start, stop, f"{prefix}…redacted")


def _first(token: tuple[int, int, str]) -> tuple[int, bool]:
    """By place; of two at one place the one whose issuer is known."""
    return token[0], not token[2]


def redact(text: str) -> str:
    """The text with every token cut down to its prefix."""
    parts, end = [], 0
    for token in find_tokens(text):
        parts += [text[end : token.start], token.shown]
        end = token.end
    return "".join([*parts, text[end:]]) if parts else text


def _by_form(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _PATTERN.finditer(text):
        prefix = _prefix(match[0])
        if prefix.startswith("-----") or len(set(match[0].removeprefix(prefix))) >= _FEWEST:
            yield match.start(), match.end(), prefix


def _by_name(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _TELLING.finditer(text):
        if looks_random(match["value"]):
            yield match.start("value"), match.end("value"), ""


def _prefix(token: str) -> str:
    return next((prefix for prefix, form in _FORMS if re.fullmatch(form, token)), "")
