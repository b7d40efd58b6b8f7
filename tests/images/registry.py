"""An OCI registry on loopback, as far as pulling goes: manifests, blobs with ranges, and the bearer login."""

import base64
import hashlib
import json
import re
import threading
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

TITLE = "org.opencontainers.image.title"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_TOKEN = "bearer-token-of-this-registry"
_PATH = re.compile(r"/v2/(.+)/(manifests|blobs)/(.+)")


@dataclass
class Repository:
    """Tags and digests to bytes; `reader` is the login that a private one lets in."""

    manifests: dict[str, bytes] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    reader: str | None = None

    def push(self, files: dict[str, bytes], tag: str = "latest", **notes: str) -> str:
        """Do as `oras push` does; return the manifest's digest."""
        layers = [self._layer(name, content, notes) for name, content in files.items()]
        return self.put({"schemaVersion": 2, "mediaType": MANIFEST, "layers": layers}, tag)

    def put(self, manifest: object, tag: str = "latest") -> str:
        body = json.dumps(manifest).encode()
        self.manifests[tag] = self.manifests[digest_of(body)] = body
        return digest_of(body)

    def _layer(self, name: str, content: bytes, notes: dict[str, str]) -> dict[str, Any]:
        digest = digest_of(content)
        self.blobs[digest] = content
        return {"digest": digest, "size": len(content), "annotations": {TITLE: name, **notes}}


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


class Registry:
    """The server. `faults[reference]` are statuses, or numbers of bytes after which an answer breaks, used up."""

    def __init__(self) -> None:
        self.repositories: defaultdict[str, Repository] = defaultdict(Repository)
        self.faults: defaultdict[str, deque[int]] = defaultdict(deque)
        self.requests: list[tuple[str, str | None]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"registry": self}))
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    registry: Registry

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self.registry.requests.append((address.path, self.headers.get("Range")))
        match = _PATH.fullmatch(address.path)
        with suppress(ConnectionError):
            if address.path == "/token":
                self._token(parse_qs(address.query))
            elif match:
                self._content(*match.groups())
            else:
                self._send(404)

    def _content(self, name: str, kind: str, reference: str) -> None:
        repository = self.registry.repositories.get(name, Repository())
        if repository.reader and self.headers.get("Authorization") != f"Bearer {_TOKEN}":
            realm = f'Bearer realm="http://{self.registry.host}/token",service="test",scope="repository:{name}:pull"'
            self._send(401, b"{}", {"WWW-Authenticate": realm})
            return
        content = (repository.manifests if kind == "manifests" else repository.blobs).get(reference)
        faults = self.registry.faults[reference]
        fault = faults.popleft() if faults else 0
        if content is None or 400 <= fault < 600:
            self._send(fault or 404)
        else:
            self._ranged(content, fault)

    def _ranged(self, content: bytes, cut: int) -> None:
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not match:
            self._send(200, content, cut=cut)
            return
        start, stop = int(match[1]), int(match[2]) + 1 if match[2] else len(content)
        headers = {"Content-Range": f"bytes {start}-{stop - 1}/{len(content)}"}
        self._send(206, content[start:stop], headers, cut)

    def _token(self, query: dict[str, list[str]]) -> None:
        login = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        name = query["scope"][0].split(":")[1]
        if login and login != self.registry.repositories[name].reader:
            self._send(401)
        else:
            self._send(200, json.dumps({"token": _TOKEN if login else "for-strangers"}).encode())

    def _send(self, status: int, body: bytes = b"{}", headers: dict[str, str] | None = None, cut: int = 0) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: cut or len(body)])
        self.wfile.flush()
        self.close_connection = bool(cut)
