"""Reading a part of a file over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from gitune.resolve.failures import Failure
from gitune.resolve.network import TIMEOUT, PassingError

_FURTHEST = 64 << 20
"""Bytes that are read only to be thrown away, where a server does not know ranges."""


Stretch = tuple[int, int | None]
"""From that byte to before that one; None for the file's end."""


class Part(NamedTuple):
    """A part of a file, and the address that gave it in the end."""

    data: bytes
    address: str


def read_part(
    client: Any,
    address: str,
    headers: Mapping[str, str],
    stretch: Stretch,
    check: Callable[[Any], None],
) -> Part:
    """A stretch of a file; `check` raises for an answer that is an error."""
    start, end = stretch
    if end is not None and end <= start:
        return Part(b"", address)
    wanted = {**headers, "Accept-Encoding": "identity"}
    if start or end is not None:
        wanted["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
    with client.stream("GET", address, headers=wanted, timeout=TIMEOUT) as response:
        if response.is_error:
            response.read()
            check(response)
        skip = 0 if response.status_code == HTTPStatus.PARTIAL_CONTENT else start
        if skip > _FURTHEST:
            raise Failure("GT440", "the server does not answer requests for a part of a file")
        data = _taken(response, skip, None if end is None else end - start)
        return Part(data, str(response.url))


def _taken(response: Any, skip: int, length: int | None) -> bytes:
    data = bytearray()
    for chunk in response.iter_bytes():
        data += chunk
        if length is not None and len(data) >= skip + length:
            break
    else:
        if length is not None and len(data) < skip + length:
            raise PassingError(f"{len(data)} of {skip + length} bytes came")
    return bytes(data[skip:] if length is None else data[skip : skip + length])
