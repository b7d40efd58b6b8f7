"""Asking once what many want to know."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class Once:
    """Answers by key. Who asks first works it out in its own thread, so that waiting threads cannot block it."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, Future[Any]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, work: Callable[[], Answer]) -> Answer:
        """The answer of the first `work` with this key; what it raised, everybody gets."""
        with self._lock:
            known = self._answers.get(key)
            mine: Future[Any] = known or self._answers.setdefault(key, Future())
        if known is None:
            try:
                mine.set_result(work())
            except BaseException as error:
                mine.set_exception(error)
                raise
        answer: Answer = mine.result()
        return answer
