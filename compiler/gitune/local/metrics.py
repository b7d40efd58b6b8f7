"""Follows metrics.jsonl and turns each record into a line of progress."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any


def read_records(file: Path) -> list[dict[str, Any]]:
    """Every whole record of the file; none where there is no file."""
    return [r for line in _lines(file) if (r := _record(line)) is not None]


class MetricsTail:
    """Gives every record that was not there before, though the trainer may write the file anew when it goes on."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._state = _state(file)
        self._seen = set(_lines(file))

    def new(self) -> list[dict[str, Any]]:
        """Records since the last call."""
        state = _state(self._file)
        if state == self._state:
            return []
        self._state = state
        lines = [line for line in _lines(self._file) if line not in self._seen]
        self._seen.update(lines)
        return [r for line in lines if (r := _record(line)) is not None]


def progress_line(record: dict[str, Any]) -> str:
    """`step 12  loss 3.2100  lr 2.00e-05  1,234 tokens/s`, without what the record lacks."""
    parts = [
        _part(record, "step", "step {:d}"),
        _part(record, "loss", "loss {:.4f}"),
        _part(record, "lr", "lr {:.2e}"),
        _part(record, "tokens_per_second", "{:,.0f} tokens/s"),
    ]
    return "  ".join(part for part in parts if part)


def training_seconds(records: Sequence[dict[str, Any]]) -> float:
    """Seconds of training: each process counts from its own start, so the last record of each is added up."""
    seconds = [float(r["seconds"]) for r in records if isinstance(r.get("seconds"), (int, float))]
    ends = (now for now, after in pairwise([*seconds, 0.0]) if after < now)
    return sum(ends, start=0.0)


def _part(record: dict[str, Any], key: str, form: str) -> str:
    value = record.get(key)
    return form.format(value) if isinstance(value, (int, float)) else ""


def _state(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _lines(file: Path) -> list[str]:
    """Lines that are whole: one without its line break is still being written."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text[: text.rfind("\n") + 1].splitlines()


def _record(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
