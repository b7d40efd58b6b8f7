"""How `globalBatchSize` examples become one optimizer step."""

from __future__ import annotations

from gitune.plan.model import BatchPlan
from gitune.plan.notes import Notes
from gitune.spec.training import Training

_PATH = ("training", "globalBatchSize")
_LARGEST_MICRO = 4
_SEARCH = 4096


def plan_batches(training: Training, processes: int, notes: Notes) -> BatchPlan | None:
    """Splits the global batch into micro batches; a batch that does not come out even is refused, never rounded."""
    size = training.global_batch_size
    if size % processes:
        message = f"{size} examples do not divide among {processes} processes"
        notes.report("GT215", message, _PATH, hint=_nearest_global(size, processes))
        return None
    share = size // processes
    micro = training.micro_batch_size
    if micro == "auto":
        micro = choose_micro(share, notes)
    elif share % micro:
        message = f"{share} examples of each process do not divide into micro batches of {micro}"
        hint = f"{_nearest_micro(share, micro)}, or {_nearest_global(size, processes * micro)}"
        notes.report("GT215", message, ("training", "microBatchSize"), hint=hint)
        return None
    return BatchPlan(size, micro, share // micro, processes)


def choose_micro(share: int, notes: Notes) -> int:
    """The micro batch where the spec leaves it open: the largest divisor of a process's share that is at most four.

    Four is what torchtune's own configs use; it says nothing about memory.
    """
    micro = max(n for n in range(1, _LARGEST_MICRO + 1) if share % n == 0)
    reason = f"the largest size up to {_LARGEST_MICRO}, torchtune's own, that divides a process's {share} examples"
    return notes.decide(("training", "microBatchSize"), micro, reason)


def _nearest_global(size: int, step: int) -> str:
    below, above = size // step * step, -(-size // step) * step
    values = f"{below} or {above}" if below else str(above)
    return f"nearest `globalBatchSize`: {values}"


def _nearest_micro(share: int, micro: int) -> str:
    """The next divisors of a share on both sides, as far as a short search finds them."""
    below = next((n for n in range(micro, max(0, micro - _SEARCH), -1) if share % n == 0), None)
    above = next((n for n in range(micro, min(share, micro + _SEARCH) + 1) if share % n == 0), None)
    return "nearest `microBatchSize`: " + " or ".join(str(n) for n in (below or 1, above) if n is not None)
