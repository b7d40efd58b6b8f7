"""A Hugging Face Hub on loopback, for the real huggingface_hub: repositories in memory, faults on request.

It answers as the real one does where a client can tell: LFS files redirect to another origin with a signed address,
a stranger gets 401 for what does not exist, and errors carry the headers that huggingface_hub reads.
"""

import hashlib
import json
import re
import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self
from urllib.parse import parse_qs, unquote, urlsplit

Kind = Literal["models", "datasets"]

_API = re.compile(r"/api/(models|datasets)/([^/]+/[^/]+?)(?:/(revision|tree|refs|paths-info)(?:/([^/]+)(?:/(.*))?)?)?")
_RESOLVE = re.compile(r"/(datasets/)?([^/]+/[^/]+)/resolve/([^/]+)/(.+)")
_CDN = re.compile(r"/cdn/([0-9a-f]{64})")
_SIGNATURE = "X-Amz-Signature=c2lnbmVkLWFkZHJlc3M"
_PAGE = 100


@dataclass(frozen=True)
class Blob:
    """A file's bytes; `size` is what listings say, which a test may make up."""

    content: bytes
    size: int
    lfs: bool

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def oid(self) -> str:
        return hashlib.sha1(b"blob %d\0" % len(self.content) + self.content, usedforsecurity=False).hexdigest()

    def listed(self, path: str) -> dict[str, Any]:
        """The file as the tree endpoint says it."""
        lfs = {"lfs": {"oid": self.sha256, "size": self.size, "pointerSize": 130}} if self.lfs else {}
        return {"type": "file", "path": path, "size": self.size, "oid": self.oid, **lfs}

    def sibling(self, path: str) -> dict[str, Any]:
        """The file as a repository's description says it."""
        lfs = {"lfs": {"sha256": self.sha256, "size": self.size, "pointerSize": 130}} if self.lfs else {}
        return {"rfilename": path, "size": self.size, "blobId": self.oid, **lfs}


@dataclass
class Repository:
    """Commits and the branches that point at them. `readers` are the tokens that a gated one lets in."""

    lfs_from: int = 1024
    private: bool = False
    gated: bool = False
    readers: frozenset[str] = frozenset()
    commits: dict[str, dict[str, Blob]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    """What else its description says, such as `cardData`."""

    def commit(
        self, files: Mapping[str, bytes], *, branch: str = "main", sizes: Mapping[str, int] | None = None
    ) -> str:
        """Add a commit with exactly these files and move the branch to it; return its hash."""
        blobs = {
            path: Blob(content, (sizes or {}).get(path, len(content)), len(content) >= self.lfs_from)
            for path, content in files.items()
        }
        listing = json.dumps([blob.listed(path) for path, blob in blobs.items()])
        sha = hashlib.sha1(f"{len(self.commits)}{listing}".encode(), usedforsecurity=False).hexdigest()
        self.commits[sha] = blobs
        self.branches[branch] = sha
        return sha

    def resolve(self, revision: str) -> str | None:
        return self.branches.get(revision) or (revision if revision in self.commits else None)


@dataclass(frozen=True)
class Status:
    """Answer with this status instead."""

    code: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"{}"


@dataclass(frozen=True)
class Cut:
    """Send that many bytes of the body, then break the connection."""

    after: int


@dataclass(frozen=True)
class Stall:
    """Send that many bytes of the body, then nothing until the client is gone or the Hub closes."""

    after: int


@dataclass(frozen=True)
class Short:
    """Say that the body has only that many bytes, and end well."""

    length: int


@dataclass(frozen=True)
class Flip:
    """Send the body with one bit of one byte changed."""

    at: int


Fault = Status | Cut | Stall | Short | Flip


@dataclass(frozen=True)
class Request:
    """One request as it arrived."""

    method: str
    path: str
    range: str | None
    token: str | None
    cdn: bool

    @property
    def is_download(self) -> bool:
        return self.cdn or "/resolve/" in self.path


class Hub:
    """The server. `faults[path]` are used up one by one, by requests for that file's bytes or for that API path."""

    def __init__(self, tokens: frozenset[str] = frozenset({"hf_goodtokenforthistest"})) -> None:
        self.tokens = tokens
        self.repositories: dict[tuple[Kind, str], Repository] = {}
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.requests: list[Request] = []
        self.ranges = True
        self.renamed: dict[str, str] = {}
        self.pause = 0.0
        """Seconds between two pieces of 64 KiB."""
        self.hashes = True
        """Whether descriptions say files' hashes; some servers answer 401 to who asks for them."""
        self.closing = threading.Event()
        self._servers = [_Server(self, cdn=False), _Server(self, cdn=True)]
        self.url, self.cdn_url = (f"http://127.0.0.1:{server.server_port}" for server in self._servers)

    def add(self, name: str, repository: Repository, kind: Kind = "models") -> Repository:
        self.repositories[kind, name] = repository
        return repository

    def downloads(self) -> list[Request]:
        """Requests for a file's bytes, redirects left out."""
        return [request for request in self.requests if request.is_download and request.method == "GET"]

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: Hub, *, cdn: bool) -> None:
        self.hub, self.cdn = hub, cdn
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that were killed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _AnsweredError(Exception):
    """An error answer was sent; nothing is left to do for this request."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        self._route()

    do_HEAD = do_POST = do_GET  # noqa: N815

    @property
    def _hub(self) -> Hub:
        return self.server.hub

    @property
    def _token(self) -> str | None:
        return self.headers.get("Authorization", "").removeprefix("Bearer ") or None

    def _route(self) -> None:
        self._hub.requests.append(
            Request(self.command, self.path, self.headers.get("Range"), self._token, self.server.cdn)
        )
        path = unquote(urlsplit(self.path).path)
        for old, new in self._hub.renamed.items():
            if old in path:
                self._send(307, b"", {"Location": self.path.replace(old, new)})
                return
        routes: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], None]], ...] = (
            ((_CDN, self._cdn),) if self.server.cdn else ((_API, self._api), (_RESOLVE, self._resolve))
        )
        with suppress(_AnsweredError, ConnectionError):
            for pattern, answer in routes:
                if match := pattern.fullmatch(path):
                    answer(match)
                    return
            self._refuse(404, "", "Not Found")

    def _cdn(self, match: re.Match[str]) -> None:
        if self._token or _SIGNATURE not in self.path:
            self._refuse(400, "", "A storage takes a signed address and no other credential")
        for repository in self._hub.repositories.values():
            for files in repository.commits.values():
                for path, blob in files.items():
                    if blob.sha256 == match[1]:
                        self._bytes(path, blob, {"ETag": f'"{match[1]}"'})
                        return
        self._refuse(404, "", "Not Found")

    def _api(self, match: re.Match[str]) -> None:
        kind, name, verb, revision, below = match.groups()
        self._take_status_fault(urlsplit(self.path).path)
        repository = self._repository(kind, name)
        if verb == "refs":
            branches = [
                {"name": n, "ref": f"refs/heads/{n}", "targetCommit": c} for n, c in repository.branches.items()
            ]
            self._json({"branches": branches, "converts": [], "tags": []})
            return
        if not self._hub.hashes and "blobs=" in self.path:
            self._refuse(401, "", "Unauthorized")
        commit = self._commit(repository, revision)
        files = repository.commits[commit]
        if verb == "tree":
            self._tree([blob.listed(path) for path, blob in files.items() if _is_below(path, below)])
        elif verb == "paths-info":
            body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._json([files[path].listed(path) for path in body["paths"] if path in files])
        else:
            self._json(_description(name, repository, commit) | repository.about)

    def _tree(self, listed: list[dict[str, Any]]) -> None:
        start = int(parse_qs(urlsplit(self.path).query).get("cursor", ["0"])[0])
        rest = start + _PAGE
        address = f"{self._hub.url}{urlsplit(self.path).path}?recursive=true&cursor={rest}"
        self._json(listed[start:rest], {"Link": f'<{address}>; rel="next"'} if rest < len(listed) else {})

    def _resolve(self, match: re.Match[str]) -> None:
        repository = self._repository("datasets" if match[1] else "models", match[2])
        self._check_gate(repository, match[2])
        commit = self._commit(repository, match[3])
        path, blob = match[4], repository.commits[commit].get(match[4])
        if blob is None:
            self._refuse(404, "EntryNotFound", "Entry not found")
            return
        headers = {"X-Repo-Commit": commit, "ETag": f'"{blob.oid}"'}
        if not blob.lfs:
            self._bytes(path, blob, headers)
            return
        linked = {"X-Linked-Size": str(blob.size), "X-Linked-ETag": f'"{blob.sha256}"'}
        self._send(302, b"", headers | linked | {"Location": f"{self._hub.cdn_url}/cdn/{blob.sha256}?{_SIGNATURE}"})

    def _repository(self, kind: str, name: str) -> Repository:
        if self._token and self._token not in self._hub.tokens:
            self._refuse(401, "", "Invalid credentials in Authorization header")
        repository = self._hub.repositories.get(("datasets" if kind == "datasets" else "models", name))
        if repository is None or (repository.private and not self._token):
            self._refuse(404 if self._token else 401, "RepoNotFound", "Repository not found")
            raise _AnsweredError
        return repository

    def _commit(self, repository: Repository, revision: str | None) -> str:
        commit = repository.resolve(revision or "main")
        if commit is None:
            self._refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")
            raise _AnsweredError
        return commit

    def _check_gate(self, repository: Repository, name: str) -> None:
        if repository.gated and self._token not in repository.readers:
            self._refuse(403 if self._token else 401, "GatedRepo", f"Access to model {name} is restricted")

    def _take_status_fault(self, key: str) -> None:
        faults = self._hub.faults[key]
        if faults and isinstance(faults[0], Status):
            fault = faults.popleft()
            assert isinstance(fault, Status)
            self._send(fault.code, fault.body, fault.headers)
            raise _AnsweredError

    def _bytes(self, path: str, blob: Blob, headers: dict[str, str]) -> None:
        self._take_status_fault(path)
        status, body = self._ranged(blob.content, headers)
        faults = self._hub.faults[path]
        fault = faults.popleft() if faults and self.command == "GET" else None
        match fault:
            case Flip(at):
                self._send(status, body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :], headers)
            case Short(length):
                self._send(status, body[:length], headers)
            case Cut(after) | Stall(after):
                self._send(status, body[:after], headers, length=len(body))
                if isinstance(fault, Stall):
                    self._hub.closing.wait(30)
                self.close_connection = True
            case _:
                self._send(status, body, headers)

    def _ranged(self, content: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not match or not self._hub.ranges:
            return 200, content
        start = int(match[1])
        if start >= len(content):
            self._send(416, b"", {"Content-Range": f"bytes */{len(content)}"})
            raise _AnsweredError
        stop = min(int(match[2]) + 1, len(content)) if match[2] else len(content)
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(content)}"
        return 206, content[start:stop]

    def _json(self, value: object, headers: Mapping[str, str] | None = None) -> None:
        self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})

    def _refuse(self, status: int, code: str, message: str) -> None:
        headers = {"Content-Type": "application/json", "X-Error-Code": code, "X-Error-Message": message}
        self._send(status, json.dumps({"error": message}).encode(), headers)
        raise _AnsweredError

    def _send(self, status: int, body: bytes, headers: Mapping[str, str], length: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self._write(body)

    def _write(self, body: bytes) -> None:
        step = 2**16 if self._hub.pause else max(len(body), 1)
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            self.wfile.flush()
            time.sleep(self._hub.pause)


def _is_below(path: str, folder: str | None) -> bool:
    return not folder or path.startswith(f"{folder.rstrip('/')}/")


def _description(name: str, repository: Repository, commit: str) -> dict[str, Any]:
    siblings = [blob.sibling(path) for path, blob in repository.commits[commit].items()]
    access = {"private": repository.private, "gated": "manual" if repository.gated else False, "disabled": False}
    counts = {"tags": [], "downloads": 0, "likes": 0}
    return {"_id": "0", "id": name, "modelId": name, "sha": commit, "siblings": siblings, **access, **counts}


@contextmanager
def serve() -> Iterator[Hub]:
    """A running Hub without repositories."""
    with Hub() as hub:
        yield hub
