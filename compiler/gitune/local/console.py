"""Where a run's lines go: all of them in turn to one function, no secret and no progress bar among them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from gitune.local.secrets import Secrets

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""Moves of the cursor and colours, for a terminal that the process has not got."""
BAR = re.compile(r"^.*?\d+%\|[^|]*\|\s*\S+/\S+ \[[^\]]*\]\s*")
"""A bar of tqdm, with what stands before it."""


class Console:
    """Hands lines of several threads to one function, one at a time."""

    def __init__(self, out: Callable[[str], None], secrets: Secrets) -> None:
        self._out = out
        self._secrets = secrets
        self._lock = threading.Lock()

    def line(self, text: str, source: str = "gitune") -> None:
        """One line, with who said it in front."""
        with self._lock:
            self._out(f"{source} | {self.hidden(text)}")

    def hidden(self, text: str) -> str:
        """The text without secrets."""
        return self._secrets.hidden(text)


def readable(text: str) -> str:
    """What is left of a line of output for people: the last state of what was overwritten, without bars."""
    plain = ESCAPES.sub("", text.rstrip("\r\n")).rpartition("\r")[-1]
    return BAR.sub("", plain).rstrip()
