"""The completion marker, and the note that training has ended but nothing is published yet."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from gitune_trainer.files import read_json, write_json

MARKER = "gitune-complete.json"
TRAINED = Path(".gitune") / "trained.json"


@dataclass(frozen=True)
class Completion:
    """What docs/image-contract.md says about a finished run."""

    recipe: str
    steps: int
    first_loss: float | None
    last_loss: float | None
    tokens_per_second: float | None
    """Median over the steps of the whole run, all devices together."""
    model: str | None
    adapter: str | None

    def write(self, output: Path) -> None:
        """Declare the run finished; the last thing that the trainer does."""
        write_json(output / MARKER, asdict(self))


def is_complete(output: Path) -> bool:
    """Whether the run in ``output`` is finished and published."""
    return read_json(output / MARKER) is not None


def write_trained(output: Path, steps: int) -> None:
    """Note that all epochs are trained and saved; written by rank 0 when the recipe returns."""
    write_json(output / TRAINED, {"steps": steps})


def trained_steps(output: Path) -> int | None:
    """Optimizer steps of the whole run; None while it is not trained to its end."""
    note = read_json(output / TRAINED)
    return note["steps"] if note and isinstance(note.get("steps"), int) else None


def forget_trained(output: Path) -> None:
    """Take the note back: its checkpoint turned out not to be there."""
    (output / TRAINED).unlink(missing_ok=True)
