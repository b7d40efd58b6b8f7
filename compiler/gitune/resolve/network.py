"""Connections: how many at once, how often they are tried, and how many requests were made."""

from __future__ import annotations

import importlib
import importlib.util
import random
import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from gitune.resolve.failures import Failure, brief
from gitune.resolve.once import Once

Answer = TypeVar("Answer")

TIMEOUT = 30.0
"""Seconds that a server may say nothing."""
_ATTEMPTS = 4
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 120.0
_PASSING = frozenset([408, 425, 429])
_PACKAGES = ("huggingface_hub", "tokenizers", "pyarrow", "obstore")


class PassingError(Exception):
    """What may go better a moment later."""


class Network:
    """Everything that the parts of one `gitune lock` share."""

    def __init__(self, jobs: int = 8) -> None:
        self.jobs = jobs
        self.once = Once()
        self.stop = threading.Event()
        self.requests = 0
        self._lock = threading.Lock()

    def count(self, *_: object) -> None:
        """One more request."""
        with self._lock:
            self.requests += 1

    @property
    def hub(self) -> Any:
        """huggingface_hub's own HTTP client, with its headers, its proxies and its certificates."""
        return self.once.get("hub", self._hub)

    @property
    def web(self) -> Any:
        """An HTTP client for everything else: it knows nothing of the Hub's token."""
        hooks = {"request": [self.count]}
        return self.once.get("web", lambda: self.http.Client(follow_redirects=True, timeout=TIMEOUT, event_hooks=hooks))

    @cached_property
    def http(self) -> Any:
        """The HTTP library that huggingface_hub stands on: httpx2, or httpx in older versions."""
        return importlib.import_module("httpx2" if importlib.util.find_spec("httpx2") else "httpx")

    def _hub(self) -> Any:
        from huggingface_hub.utils import build_hf_headers, get_session  # type: ignore[attr-defined]  # noqa: PLC0415

        build_hf_headers(library_name="gitune")  # looks up, once a day, what is no request of ours
        session = get_session()
        session.event_hooks = {**session.event_hooks, "request": [*session.event_hooks["request"], self.count]}
        return session

    def retrying(self, what: str, attempt: Callable[[], Answer]) -> Answer:
        """Tries until it works or cannot: what may pass is tried again after growing pauses.

        Raises:
            Failure: it did not pass (GT438). Errors that will not pass are raised as they are.
        """
        for failures in range(1, _ATTEMPTS + 1):
            try:
                return attempt()
            except Exception as error:
                if not self._may_pass(error):
                    raise
                if failures == _ATTEMPTS:
                    raise _unreachable(what, error) from error
                if self.stop.wait(_pause(failures, error)):
                    raise
        raise AssertionError("unreachable")

    def _may_pass(self, error: Exception) -> bool:
        status = getattr(getattr(error, "response", None), "status_code", None)
        if isinstance(status, int):
            return status in _PASSING or status >= 500
        return isinstance(error, (PassingError, self.http.TransportError))


def missing_packages() -> list[str]:
    """What of the extra `hub` is not installed."""
    return [name for name in _PACKAGES if importlib.util.find_spec(name) is None]


def _unreachable(what: str, error: Exception) -> Failure:
    hint = "check the network, the proxy and the server's status, then run `gitune lock` again"
    return Failure("GT438", f"{what} failed {_ATTEMPTS} times, at last with {brief(error)}", hint)


def _pause(failures: int, error: Exception) -> float:
    """Seconds: what the server asks for, at least half a second, twice as long each time."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = headers.get("Retry-After", "")
    own = _FIRST_PAUSE * 2.0 ** (failures - 1) * random.uniform(0.8, 1.2)  # noqa: S311  spreads, hides nothing
    return min(max(own, float(asked) if asked.isdecimal() else 0.0), _LONGEST_PAUSE)
