"""Splits with slices, as `datasets.load_dataset` reads them: `train`, `train[:95%]`, `train[10:20]+test`."""

from __future__ import annotations

import re
from typing import NamedTuple

from gitune.spec.words import quoted

_PART = re.compile(
    r"(?P<name>\w+(?:\.\w+)*)"
    r"(?:\[(?P<start>-?[0-9]{1,18})?(?P<start_percent>(?<=[0-9])%)?:(?P<end>-?[0-9]{1,18})?(?P<end_percent>(?<=[0-9])%)?\])?"
)


class Slice(NamedTuple):
    """One part of a split. Bounds count from the end when they are negative, as in Python."""

    name: str
    start: int | None
    end: int | None
    percent: bool

    @property
    def empty(self) -> bool:
        """Whether no dataset can have a row in it."""
        start, end = self.start or 0, self.end
        if self.percent and (start >= 100 or (end is not None and end <= -100)):
            return True
        if end is None:
            return False
        return end == 0 or (start >= end and (start < 0) == (end < 0))


def parse_split(text: str) -> tuple[Slice, ...] | str:
    """The parts of a split, or what is wrong with it."""
    parts: list[Slice] = []
    for part in re.split(r"\s*\+\s*", text):
        found = _PART.fullmatch(part)
        if found is None:
            return f"{quoted(part)} is no split" if part else "a part of the split is empty"
        parsed = _slice(found)
        if isinstance(parsed, str):
            return parsed
        parts.append(parsed)
    return tuple(parts)


def _slice(found: re.Match[str]) -> Slice | str:
    start, end = (int(found[key]) if found[key] else None for key in ("start", "end"))
    units = {found[f"{key}_percent"] for key in ("start", "end") if found[key]}
    if len(units) > 1:
        return f"{quoted(found[0])} mixes rows and percent"
    percent = "%" in units
    if percent and any(bound is not None and abs(bound) > 100 for bound in (start, end)):
        return f"{quoted(found[0])} has more than 100%"
    return Slice(found["name"], start, end, percent)
