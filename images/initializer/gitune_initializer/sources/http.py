"""Parts of files by HTTP. The session is huggingface_hub's, which knows proxies and certificates of the environment."""

from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from importlib import import_module
from typing import Any

from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import get_session  # type: ignore[attr-defined]  # exported lazily, which mypy does not see

from gitune_initializer.errors import MismatchError
from gitune_initializer.partial import Span
from gitune_initializer.request import Entry
from gitune_initializer.sources.protocol import BrokenTransferError, NoRangesError

TransportError: type[Exception] = HfHubHTTPError.__bases__[0]
"""The base error of the HTTP library that this huggingface_hub stands on: httpx2, or httpx in older versions."""

_TRY_AGAIN = {408, 416, 425, 429}
_PIECE = 2**18


def session() -> Any:
    """Return the client that all threads share, reading large pieces: 64 KiB at once take a third more of the CPU."""
    core = f"httpcore{'2' if TransportError.__module__.startswith('httpx2') else ''}"
    with suppress(ImportError, AttributeError):
        import_module(core).HTTP11Connection.READ_NUM_BYTES = _PIECE
    return get_session()


def may_pass_status(status: int) -> bool:
    """Whether the same request may succeed a little later."""
    return status in _TRY_AGAIN or status >= 500


def range_headers(entry: Entry, span: Span) -> dict[str, str]:
    """Ask for `span`; for nothing special where that is the whole file."""
    # A compressed answer has neither a length to check nor a place to go on from.
    headers = {"Accept-Encoding": "identity"}
    if span == (0, entry.size):
        return headers
    return {**headers, "Range": f"bytes={span.start}-{span.stop - 1 if span.stop < entry.size else ''}"}


def chunks(response: Any, entry: Entry, span: Span) -> Iterator[bytes]:
    """Give the bytes of `span` from an answer that is no error, and check that it is about this file."""
    _check_size(response, entry)
    ahead = 0 if _starts_at(response, span.start) else span.start
    if ahead and span.stop < entry.size:
        raise NoRangesError
    wanted = span.stop - span.start
    # Compressed although nobody asked for it: bytes as they were come out of the library's own decoder.
    for chunk in response.iter_bytes() if _is_encoded(response) else response.iter_raw():
        fresh = chunk[ahead:]
        ahead -= len(chunk) - len(fresh)
        if len(fresh) > wanted:
            raise BrokenTransferError("more bytes came than were asked for")
        wanted -= len(fresh)
        if fresh:
            yield fresh
    if wanted:
        raise BrokenTransferError(f"it ended {wanted} bytes early")


def brief(error: Exception) -> str:
    """A failure in a few words, without addresses."""
    first_line = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {first_line}" if first_line else type(error).__name__


def _check_size(response: Any, entry: Entry) -> None:
    whole = response.headers.get("Content-Range", "").rpartition("/")[2]
    if response.status_code == HTTPStatus.OK and not _is_encoded(response):
        whole = response.headers.get("Content-Length", "")
    if whole.isdecimal() and int(whole) != entry.size:
        raise MismatchError(f"{entry.size} bytes", f"{whole} bytes")


def _is_encoded(response: Any) -> bool:
    return bool(response.headers.get("Content-Encoding", "identity") != "identity")


def _starts_at(response: Any, start: int) -> bool:
    position: str = response.headers.get("Content-Range", "")
    if start == 0 and response.status_code == HTTPStatus.OK:
        return True
    return bool(response.status_code == HTTPStatus.PARTIAL_CONTENT) and position.startswith(f"bytes {start}-")
