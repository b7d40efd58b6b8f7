"""Nothing secret reaches a log: every line passes through here, tracebacks and other libraries' warnings too."""

import base64
import io
import json
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO
from urllib.parse import quote

_HIDDEN = "***"
_SECRET_VARIABLE = re.compile(r"TOKEN|SECRET|PASSWORD|CREDENTIAL|_KEY|REGISTRY_CONFIG", re.IGNORECASE)
_OPEN_FIELDS = {"type", "auth_uri", "token_uri", "universe_domain", "username", "email"}
_SHORTEST_SECRET = 4

_PATTERNS = (
    (re.compile(r"hf_[A-Za-z0-9_-]{6,}"), _HIDDEN),
    (re.compile(r"(?i)((?:bearer|basic)\s+)[^\s'\"]+"), rf"\1{_HIDDEN}"),
    (re.compile(r"(\w://)[^/\s@'\"]+@"), rf"\1{_HIDDEN}@"),
    # The query of a download's URL is a signature: whoever has it may read the file.
    (re.compile(r"(https?://[^\s?'\"<>]+)\?[^\s'\"<>]*"), rf"\1?{_HIDDEN}"),
)


class Scrubber:
    """Replaces the given secrets, and whatever looks like one, by three asterisks."""

    def __init__(self, secrets: Iterable[str]) -> None:
        values = (value for secret in secrets for value in _values(secret))
        spellings = {spelling for value in values for spelling in _spellings(value)}
        self._known = sorted(spellings, key=len, reverse=True)

    @classmethod
    def of_environment(cls, environment: Mapping[str, str]) -> "Scrubber":
        """A scrubber that knows the values of all variables whose name says that they are secret."""
        return cls(value for name, value in environment.items() if _SECRET_VARIABLE.search(name))

    def __call__(self, text: str) -> str:
        """Return `text` without secrets."""
        for secret in self._known:
            text = text.replace(secret, _HIDDEN)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text


class ScrubbedStream(io.TextIOBase):
    """A text stream that hands on whole, scrubbed lines: a secret split over two writes is still seen."""

    def __init__(self, stream: TextIO, scrubber: Scrubber) -> None:
        self._stream = stream
        self._scrubber = scrubber
        self._line = ""
        self._lock = threading.RLock()

    def writable(self) -> bool:
        """Say that this stream takes text."""
        return True

    def write(self, text: str) -> int:
        """Take `text`; whole lines go on at once."""
        with self._lock:
            *lines, self._line = (self._line + text).split("\n")
            if lines:
                self._stream.write("".join(f"{self._scrubber(line)}\n" for line in lines))
                self._stream.flush()
        return len(text)

    def drain(self) -> None:
        """Hand on a last line that has no end."""
        with self._lock:
            if self._line:
                self.write("\n")


def _values(secret: str) -> Iterator[str]:
    """The secret itself, or, where it is a JSON document, the secrets in it."""
    try:
        document = json.loads(secret)
    except ValueError:
        document = None
    if isinstance(document, dict | list):
        yield from _strings(document)
    else:
        yield secret


def _strings(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for name, value in document.items():
            if name == "auth" and isinstance(value, str):
                yield from _basic(value)
            if name not in _OPEN_FIELDS:
                yield from _strings(value)
    elif isinstance(document, list):
        for value in document:
            yield from _strings(value)
    elif isinstance(document, str):
        yield document


def _basic(encoded: str) -> Iterator[str]:
    """The password in the `user:password` of a Docker config."""
    try:
        yield base64.b64decode(encoded).decode().partition(":")[2]
    except ValueError:
        return


def _spellings(secret: str) -> set[str]:
    whole = {secret, secret.strip(), quote(secret.strip(), safe=""), *secret.split()}
    return {spelling for spelling in whole if len(spelling) >= _SHORTEST_SECRET}
