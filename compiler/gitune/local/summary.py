"""What a finished run left, from its completion marker and its metrics."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitune.local.metrics import read_records, training_seconds

MARKER = "gitune-complete.json"
METRICS = "metrics.jsonl"


@dataclass(frozen=True, slots=True)
class Summary:
    """A finished run."""

    run: str
    steps: int
    first_loss: float | None
    last_loss: float | None
    tokens_per_second: float | None
    seconds: float
    """Seconds of training, over all starts of the run."""
    model: Path | None
    adapter: Path | None
    already_complete: bool
    """Whether the run was finished before this start, which then trained nothing."""

    def text(self) -> str:
        """The summary for people, a fact a line."""
        loss = f"{_number(self.first_loss, '.4f')} to {_number(self.last_loss, '.4f')}"
        lines = [
            f"run {self.run}: " + ("was already complete" if self.already_complete else "complete"),
            f"  steps      {self.steps:,} in {self.seconds:.1f} s",
            f"  loss       {loss}",
            f"  tokens/s   {_number(self.tokens_per_second, ',.0f')}",
        ]
        places = (("model", self.model), ("adapter", self.adapter))
        lines += [f"  {name:<10} {place}" for name, place in places if place]
        return "\n".join(lines)


def is_complete(output: Path) -> bool:
    """Whether the run's output folder holds the completion marker."""
    return (output / MARKER).is_file()


def summarize(run: str, output: Path, *, already_complete: bool) -> Summary | None:
    """The summary of the run in `output`; None where the marker is missing or unreadable."""
    try:
        marker: dict[str, Any] = json.loads((output / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Summary(
        run=run,
        steps=int(marker.get("steps") or 0),
        first_loss=marker.get("first_loss"),
        last_loss=marker.get("last_loss"),
        tokens_per_second=marker.get("tokens_per_second"),
        seconds=training_seconds(read_records(output / METRICS)),
        model=_place(output, marker.get("model")),
        adapter=_place(output, marker.get("adapter")),
        already_complete=already_complete,
    )


def _place(output: Path, name: str | None) -> Path | None:
    return output / name if name else None


def _number(value: float | None, form: str) -> str:
    return "unknown" if value is None else format(value, form)
