"""Whether a text is random, as tokens and generated passwords are, or something that a person reads."""

from __future__ import annotations

import math
import re
from collections import Counter

_LEAST = 12
_BITS = 2.8
"""Bits for each character: words this short have about 2.5, random digits of base 16 up to 4, of base 64 up to 6."""
_READABLE = re.compile(
    r"[./~]|[a-z][a-z0-9+.-]*://|sha(256|512)[:-]|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE
)
_WORDS = re.compile(r"[A-Za-z]+([-_./:][A-Za-z]+)*([-_./:]?v?[0-9]{1,4})?")


def looks_random(text: str) -> bool:
    """Letters and digits, long and mixed; no path, address, digest, UUID, nor words with a number at their end."""
    if len(text) < _LEAST or _READABLE.match(text) or _WORDS.fullmatch(text):
        return False
    if not any(c.isalpha() for c in text) or not any(c.isdigit() for c in text):
        return False
    return entropy(text) >= _BITS


def entropy(text: str) -> float:
    """Shannon's entropy in bits for each character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())
