"""Keys that kustomize takes apart again."""

from __future__ import annotations

import re

_WORDS = frozenset(["false", "null", "true"])
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


def stays_text(key: str) -> bool:
    """Whether a key is text without its quotes too.

    kustomize writes the keys of a generated object's labels and annotations without quotes and reads them again as
    YAML: a number, a word or a date among them ends the build.
    """
    if key.lower() in _WORDS or _DATE.fullmatch(key):
        return False
    return not key[:1].isdigit() or not _is_number(key.replace("_", ""))


def _is_number(text: str) -> bool:
    for read in (float, lambda digits: int(digits, 0)):
        try:
            read(text)
        except ValueError:
            continue
        return True
    return False
