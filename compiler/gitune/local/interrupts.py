"""Ctrl-C and SIGTERM of the local run, kept until the run looks."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

CAUGHT = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """Which signals came. The first asks the containers to end, a second one does not wait for them."""

    def __init__(self) -> None:
        self.first: signal.Signals | None = None
        self.again = False

    def record(self, number: int, _frame: FrameType | None = None) -> None:
        """The signal handler. It only sets two fields: a lock that the main thread holds would stop it for good."""
        self.again = self.first is not None
        self.first = self.first or signal.Signals(number)

    @property
    def exit_code(self) -> int:
        """130 after Ctrl-C, 143 after SIGTERM, 0 without a signal."""
        return 128 + self.first if self.first else 0


@contextmanager
def caught() -> Iterator[Interrupts]:
    """Signals are recorded instead of ending this process; outside the main thread Python allows no handlers."""
    interrupts = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield interrupts
        return
    before = {number: signal.signal(number, interrupts.record) for number in CAUGHT}
    try:
        yield interrupts
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
