"""An OCI registry on loopback: manifests and blobs in memory, with or without a token server in front."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_PATH = re.compile(r"/v2/(.+)/(manifests|blobs)/([^/]+)")


class Registry:
    """The server. `accounts` are who may read; none means everybody."""

    def __init__(self, accounts: Mapping[str, str] | None = None, *, basic: bool = False) -> None:
        self.accounts, self.basic = dict(accounts or {}), basic
        self.manifests: dict[tuple[str, str], tuple[str, bytes]] = {}
        self.blobs: dict[str, bytes] = {}
        self.requests: list[str] = []
        self.says_digest = True
        self.faults: deque[int] = deque()
        self.tokens: set[str] = set()
        self._server = _Server(self)
        self.host = f"127.0.0.1:{self._server.server_port}"

    def push(self, name: str, tag: str, manifest: Mapping[str, Any], kind: str = MANIFEST) -> str:
        """Put a manifest at a tag; return its digest."""
        body = json.dumps(manifest).encode()
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        for reference in (tag, digest):
            self.manifests[name, reference] = (kind, body)
        return digest

    def push_image(self, name: str, tag: str, content: str = "1") -> str:
        return self.push(name, tag, {"schemaVersion": 2, "mediaType": INDEX, "manifests": [], "x": content}, INDEX)

    def push_files(self, name: str, tag: str, files: Mapping[str, bytes], **annotations: str) -> str:
        """An artifact of plain files, as `oras push` makes it."""
        layers = []
        for title, data in files.items():
            digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
            self.blobs[digest] = data
            noted = {"org.opencontainers.image.title": title, **annotations}
            layers.append({"mediaType": "x/y", "digest": digest, "size": len(data), "annotations": noted})
        return self.push(name, tag, {"schemaVersion": 2, "mediaType": MANIFEST, "layers": layers})

    def __enter__(self) -> Registry:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def allows(self, authorization: str) -> bool:
        if not self.accounts:
            return True
        scheme, _, value = authorization.partition(" ")
        return value in self.tokens if scheme == "Bearer" else self.basic and self.knows(authorization)

    def knows(self, authorization: str) -> bool:
        user, _, password = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        return bool(user) and self.accounts.get(user) == password


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        self.server.registry.requests.append(f"{self.command} {self.path}")
        with suppress(ConnectionError):
            self._answer()

    do_HEAD = do_GET  # noqa: N815

    def _answer(self) -> None:
        authorization = self.headers.get("Authorization", "")
        if self.server.registry.faults:
            self._send(self.server.registry.faults.popleft(), b"{}")
        elif self.path.startswith("/token"):
            self._token(authorization)
        elif not self.server.registry.allows(authorization):
            realm = f'Bearer realm="http://{self.server.registry.host}/token",service="test"'
            challenge = 'Basic realm="test"' if self.server.registry.basic else realm
            self._send(401, b"{}", {"WWW-Authenticate": challenge})
        else:
            self._content()

    def _token(self, authorization: str) -> None:
        if not authorization.startswith("Basic ") or not self.server.registry.knows(authorization):
            self._send(401, b"{}")
            return
        scope = parse_qs(urlsplit(self.path).query)["scope"][0]
        token = f"tok-{len(self.server.registry.tokens)}-{scope.replace(':', '-').replace('/', '-')}"
        self.server.registry.tokens.add(token)
        self._send(200, json.dumps({"token": token}).encode())

    def _content(self) -> None:
        match = _PATH.fullmatch(self.path)
        name, kind, reference = match.groups() if match else ("", "", "")
        if kind == "manifests" and (name, reference) in self.server.registry.manifests:
            media, body = self.server.registry.manifests[name, reference]
            digest = {"Docker-Content-Digest": f"sha256:{hashlib.sha256(body).hexdigest()}"}
            self._send(200, body, {"Content-Type": media, **(digest if self.server.registry.says_digest else {})})
        elif kind == "blobs" and reference in self.server.registry.blobs:
            self._blob(self.server.registry.blobs[reference])
        else:
            self._send(404, b"{}")

    def _blob(self, data: bytes) -> None:
        match = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if match:
            self._send(206, data[int(match[1]) : int(match[2]) + 1])
        else:
            self._send(200, data)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def serve(accounts: Mapping[str, str] | None = None, *, basic: bool = False) -> Iterator[Registry]:
    with Registry(accounts, basic=basic) as registry:
        yield registry
