"""A registry's HTTP API v2: addresses, and the login that it asks for."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.reference import ArtifactReference
from gitune_initializer.sources import http
from gitune_initializer.sources.registry_login import read_login

_LOCAL = {"localhost", "127.0.0.1", "[::1]"}
_PARAMETER = re.compile(r'([a-z]+)="([^"]*)"', re.IGNORECASE)


class AnswerError(Exception):
    """The registry answered something else than what it was asked for."""

    def __init__(self, status: int, asked: float | None) -> None:
        super().__init__(f"HTTP {status}")
        self.status, self.asked = status, asked

    @property
    def may_pass(self) -> bool:
        """Whether the same request may succeed a little later."""
        return http.may_pass_status(self.status)


class Client:
    """Requests about one repository."""

    def __init__(self, reference: ArtifactReference, access: Mapping[str, str], timeout: float) -> None:
        host = reference.registry.rpartition(":")[0] or reference.registry
        is_plain = host in _LOCAL or access.get("GITUNE_REGISTRY_HTTP", "").strip() == "1"
        self.base = f"{'http' if is_plain else 'https'}://{reference.registry}/v2/{reference.repository}"
        self._repository, self._timeout = reference.repository, timeout
        self._login = read_login(access.get("GITUNE_REGISTRY_CONFIG", ""), reference.registry)
        self._authorization: str | None = None
        self._turn = threading.Lock()

    @property
    def has_credentials(self) -> bool:
        """Whether there is a login for this registry."""
        return self._login is not None

    @contextmanager
    def get(self, path: str, headers: Mapping[str, str]) -> Iterator[Any]:
        """Give the answer to one request, which is no error; log in where the registry asks for it."""
        used = self._authorization
        with self._send(path, headers, used) as response:
            if response.status_code != 401:
                yield _checked(response)
                return
            challenge = response.headers.get("WWW-Authenticate", "")
        with self._send(path, headers, self._renewed(used, challenge)) as response:
            yield _checked(response)

    def _send(self, path: str, headers: Mapping[str, str], authorization: str | None) -> Any:
        own = {"Authorization": authorization} if authorization else {}
        # The library drops the login where an answer leads to another host.
        return http.session().stream(
            "GET", f"{self.base}/{path}", headers={**headers, **own}, timeout=self._timeout, follow_redirects=True
        )

    def _renewed(self, used: str | None, challenge: str) -> str | None:
        with self._turn:
            if self._authorization == used:
                self._authorization = self._answer(challenge)
            return self._authorization

    def _answer(self, challenge: str) -> str | None:
        scheme, _, rest = challenge.partition(" ")
        basic = f"Basic {self._login}" if self._login else None
        if scheme.lower() != "bearer":
            return basic
        parameters = dict(_PARAMETER.findall(rest))
        realm = parameters.get("realm", "")
        if urlsplit(realm).scheme not in {"https", urlsplit(self.base).scheme}:
            raise InitializerError(
                ExitCode.TOKEN, "The registry sends its login to an address without encryption: use another registry."
            )
        query = {"scope": f"repository:{self._repository}:pull"}
        if "service" in parameters:
            query["service"] = parameters["service"]
        headers = {"Authorization": basic} if basic else {}
        response = http.session().get(realm, params=query, headers=headers, timeout=self._timeout)
        body = _checked(response).json()
        token = body.get("token") or body.get("access_token") if isinstance(body, dict) else None
        return f"Bearer {token}" if token else None


def _checked(response: Any) -> Any:
    if response.is_success:
        return response
    pause = response.headers.get("Retry-After", "")
    raise AnswerError(response.status_code, float(pause) if pause.isdecimal() else None)
