"""A forge's API over HTTP: JSON, pages by the `Link` header, and what a refusal means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from email.message import Message
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

_SECONDS = 30
_LONGEST_PAUSE = 60.0
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="?next"?')


class Refused(Exception):  # noqa: N818 (it is no error of ours)
    """The forge says no, and would say so again."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Unavailable(Exception):  # noqa: N818
    """The forge cannot be reached, or asks for another attempt."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


class _Reply(NamedTuple):
    data: Any
    next: str | None


class _NoRedirects(HTTPRedirectHandler):
    """urllib would carry the token to wherever it is sent."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Api:
    """One API, with the headers that every request to it carries."""

    def __init__(self, base: str, headers: Mapping[str, str]) -> None:
        self._base = base.rstrip("/")
        self._headers = {"User-Agent": "gitune", **headers}
        self._opener = build_opener(_NoRedirects)

    def get(self, path: str) -> Any:
        """One object."""
        return self._request("GET", self._base + path).data

    def items(self, path: str) -> Iterator[Any]:
        """Every item of a list, page after page."""
        url: str | None = self._base + path
        while url:
            reply = self._request("GET", url)
            yield from reply.data
            url = reply.next

    def send(self, method: str, path: str, data: Mapping[str, str]) -> Any:
        """What the API answers to what is written."""
        return self._request(method, self._base + path, json.dumps(data).encode()).data

    def _request(self, method: str, url: str, data: bytes | None = None) -> _Reply:
        if not url.startswith(f"{self._base}/"):
            raise Unavailable("the next page is at another place")
        headers = {**self._headers, **({"Content-Type": "application/json"} if data is not None else {})}
        request = Request(url, data, headers, method=method)  # noqa: S310 (the forge's own address)
        try:
            with self._opener.open(request, timeout=_SECONDS) as reply:
                return _Reply(json.load(reply), _next(reply.headers))
        except HTTPError as error:
            with error:
                raise _meaning(error) from None
        except (URLError, HTTPException, OSError) as error:
            raise Unavailable(type(error).__name__) from None
        except ValueError:
            raise Unavailable("the answer is no JSON") from None


def _next(headers: Message) -> str | None:
    found = _NEXT.search(headers.get("Link", ""))
    return found[1] if found else None


def _meaning(error: HTTPError) -> Refused | Unavailable:
    """A limit of requests is a 429, or at GitHub a 403 that says when to come back."""
    after = error.headers.get("Retry-After", "")
    if error.code >= 500 or error.code in {408, 429} or (error.code == 403 and after):
        return Unavailable(f"HTTP {error.code}", min(float(after), _LONGEST_PAUSE) if after.isdecimal() else None)
    return Refused(error.code)
