"""What can be known in seconds, before weights are loaded. All findings at once, each with its exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gitune_trainer.exits import Failure, say
from gitune_trainer.preflight import adapter, architecture, files, placement, rows, space
from gitune_trainer.preflight.finding import Finding, Start

Check = Callable[[Start], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    placement.single_process,
    placement.enough_devices,
    placement.dtype,
    placement.offloading,
    adapter.exportable,
    files.layout,
    files.weights,
    files.tokenizer,
    architecture.dimensions,
    space.checkpoints,
    rows.trainable,
)


def run(start: Start) -> None:
    """Run every check; raises the `Failure` of the first finding after showing all of them."""
    findings = [finding for check in CHECKS for finding in check(start)]
    if not findings:
        return
    for finding in findings[1:]:
        say(finding.sentence)
    others = f" ({len(findings) - 1} more above.)" if len(findings) > 1 else ""
    raise Failure(findings[0].code, findings[0].sentence + others)
