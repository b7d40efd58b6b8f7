"""The HTTP API of an OCI registry: manifests and blobs, with its own token flow."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from gitune.resolve.docker_config import Credentials, credentials_for
from gitune.resolve.failures import Failure, brief
from gitune.resolve.image_names import ImageName
from gitune.resolve.network import TIMEOUT, Network
from gitune.resolve.web import read_part

_TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.artifact.manifest.v1+json",
)
_PARAMETER = re.compile(r'(\w+)="([^"]*)"')
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Manifest(NamedTuple):
    """A manifest's digest and, where it was asked for, its bytes."""

    digest: str
    body: bytes


class Registry:
    """One repository of a registry."""

    def __init__(self, network: Network, name: ImageName) -> None:
        self._network, self._name = network, name
        self._headers: dict[str, str] = {}
        self._credentials = credentials_for(name.registry)

    @property
    def shown(self) -> str:
        """Registry and repository, for messages."""
        return f"{self._name.registry}/{self._name.repository}"

    def digest(self, reference: str) -> str:
        """The digest that a tag means now; a digest is asked for as well, to see whether it is still there."""
        response = self._asked("HEAD", reference)
        said: str = response.headers.get("Docker-Content-Digest", "")
        return said if _DIGEST.fullmatch(said) else self.manifest(reference).digest

    def manifest(self, reference: str) -> Manifest:
        """The manifest itself; its digest is counted here, not believed."""
        body = self._asked("GET", reference).content
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        if reference.startswith("sha256:") and reference != digest:
            raise Failure("GT440", f"{self.shown} answers {reference} with another manifest", "ask who runs it")
        return Manifest(digest, body)

    def blob(self, digest: str, start: int, end: int | None) -> bytes:
        """A part of a blob."""
        address = f"{self._name.base}/v2/{self._name.repository}/blobs/{digest}"
        what = f"reading a blob of {self.shown}"

        def attempt() -> bytes:
            return read_part(self._network.web, address, self._headers, (start, end), self._check).data

        data: bytes = self._understood(what, attempt)
        return data

    def _asked(self, method: str, reference: str) -> Any:
        return self._understood(f"asking {self.shown}", lambda: self._manifest_at(method, reference))

    def _understood(self, what: str, attempt: Callable[[], Any]) -> Any:
        """The answer, or a failure: also for answers that no registry gives."""
        try:
            return self._network.retrying(what, attempt)
        except (self._network.http.HTTPError, self._network.http.InvalidURL, ValueError) as error:
            message = f"{what} brought an answer that is not a registry's: {brief(error)}"
            raise Failure("GT440", message, "check the image's name") from None

    def _manifest_at(self, method: str, reference: str) -> Any:
        address = f"{self._name.base}/v2/{self._name.repository}/manifests/{reference}"
        accepted = {"Accept": ", ".join(_TYPES)}
        response = self._network.web.request(method, address, headers={**self._headers, **accepted})
        if response.status_code == 401 and self._authenticate(response):
            response = self._network.web.request(method, address, headers={**self._headers, **accepted})
        self._check(response, reference)
        return response

    def _authenticate(self, response: Any) -> bool:
        """Answers the registry's challenge; False where there is nothing to answer with."""
        scheme, _, rest = response.headers.get("WWW-Authenticate", "").partition(" ")
        if scheme.lower() == "basic" and self._credentials:
            self._headers = {"Authorization": self._credentials.basic}
            return True
        if scheme.lower() != "bearer":
            return False
        token = self._token(dict(_PARAMETER.findall(rest)))
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        return bool(token)

    def _token(self, challenge: dict[str, str]) -> str | None:
        realm = challenge.get("realm", "")
        if urlsplit(realm).scheme != "https" and not self._name.base.startswith("http://"):
            hint = "have the registry's token server speak https"
            raise Failure("GT447", f"{self._name.registry} wants its password sent without encryption", hint)
        scope = challenge.get("scope") or f"repository:{self._name.repository}:pull"
        query = {"service": challenge.get("service", ""), "scope": scope}
        response = self._token_response(realm, query)
        if response.status_code in (401, 403):
            return None
        response.raise_for_status()
        answer = response.json()
        token = (answer.get("token") or answer.get("access_token")) if isinstance(answer, dict) else None
        return token if isinstance(token, str) else None

    def _token_response(self, realm: str, query: dict[str, str]) -> Any:
        web, credentials = self._network.web, self._credentials
        if credentials is not None and credentials.refresh:
            form = {**query, "grant_type": "refresh_token", "client_id": "gitune", "refresh_token": credentials.refresh}
            return web.post(realm, data=form, timeout=TIMEOUT)
        headers = {"Authorization": credentials.basic} if credentials else {}
        return web.get(realm, params=query, headers=headers, timeout=TIMEOUT)

    def _check(self, response: Any, reference: str | None = None) -> None:
        status = response.status_code
        named = f"{self.shown}{_joined(reference)}"
        if status == 404:
            raise Failure(
                "GT446", f"the registry has no `{named}`", "check the name and the tag, and that it was pushed"
            )
        if status in (401, 403):
            raise Failure("GT447", *_refused(named, self._name.registry, self._credentials))
        response.raise_for_status()


def _joined(reference: str | None) -> str:
    if reference is None:
        return ""
    return f"@{reference}" if reference.startswith("sha256:") else f":{reference}"


def _refused(named: str, registry: str, credentials: Credentials | None) -> tuple[str, str]:
    if credentials is None:
        message = f"the registry does not show `{named}` to strangers, or does not have it"
        return message, f"log in with `docker login {registry}`, or check the name"
    return f"the registry does not let this account read `{named}`", f"log in to {registry} with an account that may"
