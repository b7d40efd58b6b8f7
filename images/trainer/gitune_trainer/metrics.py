"""metrics.jsonl: one object per logged step, once each, however often the run was interrupted."""

from __future__ import annotations

import json
import math
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitune_trainer.files import write_text

FILE = "metrics.jsonl"
GIB = 1024**3


class Recorder:
    """Appends what torchtune logs.

    Before the first line, lines of the same or later steps go: a process that died after them left them, and this
    one trains those steps again.
    """

    def __init__(self, path: Path, world_size: int) -> None:
        self._path = path
        self._world_size = world_size
        self._started = time.monotonic()
        self._open = False

    def record(self, payload: Mapping[str, Any], step: int) -> None:
        """Append one step of torchtune's metric logger."""
        if not self._open:
            kept = [line for line in read(self._path) if line["step"] < step]
            write_text(self._path, "".join(json.dumps(line) + "\n" for line in kept))
            self._open = True
        line = {
            "step": step,
            "loss": finite(payload.get("loss")),
            "lr": finite(payload.get("lr")),
            "tokens_per_second": self._all_devices(payload.get("tokens_per_second_per_gpu")),
            "memory": memory(payload),
            "seconds": round(time.monotonic() - self._started, 3),
        }
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")

    def _all_devices(self, per_device: Any) -> float | None:
        number = finite(per_device)
        return None if number is None else number * self._world_size


def finite(value: Any) -> float | None:
    """``value`` (a number or a tensor of one) as a float; None when there is none or JSON has no word for it."""
    number = math.nan if value is None else float(value)
    return number if math.isfinite(number) else None


def memory(payload: Mapping[str, Any]) -> dict[str, int]:
    """Bytes by name; torchtune logs GiB under ``peak_memory_*``."""
    return {name: round(float(value) * GIB) for name, value in payload.items() if name.startswith("peak_memory_")}


def read(path: Path) -> list[dict[str, Any]]:
    """The whole lines of the file; one that was cut off by a kill is left out."""
    lines = []
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and isinstance(line.get("step"), int):
            lines.append(line)
    return lines


@dataclass(frozen=True)
class Summary:
    """What the completion marker says about the training."""

    first_loss: float | None
    last_loss: float | None
    tokens_per_second: float | None
    logged: int


def summarize(path: Path) -> Summary:
    """First and last loss and the median rate of the file at ``path``."""
    lines = read(path)
    rates = [line["tokens_per_second"] for line in lines if line.get("tokens_per_second") is not None]
    return Summary(
        first_loss=lines[0].get("loss") if lines else None,
        last_loss=lines[-1].get("loss") if lines else None,
        tokens_per_second=round(statistics.median(rates), 3) if rates else None,
        logged=len(lines),
    )
