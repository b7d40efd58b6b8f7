"""What to say about a run that failed: which container, why by its exit code, and its own last words."""

from __future__ import annotations

from pathlib import Path

from gitune.diagnostics.model import Diagnostic
from gitune.local.console import readable
from gitune.local.exit_codes import meaning
from gitune.local.job_run import ENDED_BY_US
from gitune.local.refusal import diagnostic
from gitune.local.schedule import Outcome
from gitune.local.volumes import Folders


def failures(outcome: Outcome, folders: Folders) -> list[Diagnostic]:
    """GT610 for each container that failed by itself in the end; none for a run that did not fail."""
    if outcome.failure is None:
        return []
    last = {e.pod: e.exit_code for e in outcome.exits}
    failed = {pod: code for pod, code in last.items() if code}
    own = {pod: code for pod, code in failed.items() if code not in ENDED_BY_US}
    if outcome.failure.failure == "DeadlineExceeded" or not failed:
        return [diagnostic("GT610", f"{outcome.failure.job} failed: {outcome.failure.message}")]
    return [_failure(pod, code, folders.log(pod)) for pod, code in (own or failed).items()]


def _failure(pod: str, code: int, log: Path) -> Diagnostic:
    message = f"{pod} ended with exit code {code}: {meaning(code)}"
    words = last_words(log)
    return diagnostic("GT610", f"{message}. It said: {words}" if words else message, hint=f"its log: {log}")


def last_words(log: Path) -> str:
    """The last line of a log that says something: the images end with what is wrong and what to do."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return ""
    return next((text for line in reversed(lines) if (text := readable(line).strip())), "")
