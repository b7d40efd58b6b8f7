"""Trying again, a bounded number of times, with growing pauses."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from gitune_initializer.errors import ExitCode, InitializerError

_LONGEST_PAUSE = 60.0
_LONGEST_ASKED_PAUSE = 300.0


Stop = threading.Event
"""Set when a start has failed or is ended: whoever waits or transfers gives up."""


class Setback(NamedTuple):
    """A failure that may pass: in a few words without addresses, and the pause in seconds that the other side wants."""

    reason: str
    asked: float | None = None


@dataclass(frozen=True)
class RetryPolicy:
    """How often one operation is tried, and the pause after its first failure in seconds; each next one doubles."""

    attempts: int = 6
    backoff: float = 1.0

    def pause(self, failures: int, asked: float | None) -> float:
        """Seconds to wait after that many failures in a row; a server that asks for more gets it, up to 5 min."""
        own = min(self.backoff * 2.0 ** (failures - 1), _LONGEST_PAUSE)
        spread = own * random.uniform(0.75, 1.25)  # noqa: S311  # pods that failed together should not return together
        return max(spread, min(asked or 0.0, _LONGEST_ASKED_PAUSE))


class StoppedError(Exception):
    """Another part of this start has failed, so going on is pointless."""


class Attempts:
    """The attempts of one operation. What makes progress in between may go on: only failures in a row count."""

    def __init__(self, policy: RetryPolicy, what: str, say: Callable[[str], None], stop: Stop) -> None:
        self._policy = policy
        self._what = what
        self._say = say
        self._stop = stop
        self._failures = 0

    def progressed(self) -> None:
        """Forget the failures so far."""
        self._failures = 0

    def failed(self, setback: Setback) -> None:
        """Wait before the next attempt; raise when there is none left."""
        reason, asked = setback
        self._failures += 1
        if self._failures >= self._policy.attempts:
            raise InitializerError(
                ExitCode.RETRIES_EXHAUSTED,
                f"{self._what} failed {self._failures} times in a row, at last with {reason}; "
                "check the network and the source's status, then start again: what is here is kept.",
            )
        pause = self._policy.pause(self._failures, asked)
        self._say(f"{self._what}: {reason}; attempt {self._failures + 1} of {self._policy.attempts} in {pause:.1f} s")
        if self._stop.wait(pause):
            raise StoppedError
