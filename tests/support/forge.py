"""The comment APIs of GitHub and GitLab on loopback, as strict as they are: headers, pages, limits, who may write."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"
GITHUB_LIMIT = 65_536
MAX_PER_PAGE = 100
BOT = {"id": 41898282, "login": "github-actions[bot]"}

_GITHUB_LIST = re.compile(r"/repos/acme/fine-tunes/issues/7/comments")
_GITHUB_ONE = re.compile(r"/repos/acme/fine-tunes/issues/comments/(\d+)")
_GITLAB_LIST = re.compile(r"/projects/11/merge_requests/7/notes")
_GITLAB_ONE = re.compile(r"/projects/11/merge_requests/7/notes/(\d+)")

Answer = tuple[int, Any, dict[str, str]]
"""Status, data, headers."""


def _message(status: int, text: str) -> Answer:
    return status, {"message": text}, {}


class Forge:
    """Comments of one pull request, and what was asked."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.comments: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.read_only = False
        self.hidden = False
        self.answers: list[int | str | None] = []
        """What the next requests get in place of an answer: a status, `drop`, or `lost`: done, and then an error."""
        self.url = ""
        self.wrong: list[str] = []
        """What a client did that the forge would not take."""

    def add(self, text: str, login: str = "alice", number: int | None = None) -> None:
        """Somebody's comment."""
        user = BOT if login == BOT["login"] else {"id": 5, "login": login}
        self._make(text, user, number)

    def ours(self) -> list[str]:
        """What gitune has said."""
        return [comment["body"] for comment in self.comments if comment["user"] == BOT]

    def _make(self, text: str, user: dict[str, Any], number: int | None = None) -> dict[str, Any]:
        made = number or 100 + len(self.comments)
        url = f"https://github.example.com/acme/fine-tunes/pull/7#issuecomment-{made}"
        comment = {"id": made, "body": text, "user": user, "author": user, "html_url": url}
        self.comments.append(comment)
        return comment

    def answer(self, method: str, target: str, body: Any) -> Answer:
        """Status, data and headers."""
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        path = parts.path.removeprefix("/api/v4" if self.kind == "gitlab" else "")
        one, many = (_GITHUB_ONE, _GITHUB_LIST) if self.kind == "github" else (_GITLAB_ONE, _GITLAB_LIST)
        if self.hidden:
            return _message(404, "Not Found")
        if method == "GET":
            return self._read(parts.path, path, many, query)
        if refused := self._refusal(body):
            return refused
        if method == "POST" and many.fullmatch(path):
            return 201, self._make(body["body"], BOT), {}
        if (found := one.fullmatch(path)) and method == ("PATCH" if self.kind == "github" else "PUT"):
            return self._update(int(found[1]), body["body"])
        return _message(404, "Not Found")

    def _read(self, whole: str, path: str, many: re.Pattern[str], query: dict[str, list[str]]) -> Answer:
        if path == "/user" and self.kind == "gitlab":
            return 200, {"id": BOT["id"], "username": "project_11_bot"}, {}
        return self._page(whole, query) if many.fullmatch(path) else _message(404, "Not Found")

    def _refusal(self, body: Any) -> Answer | None:
        """What is not written."""
        if self.read_only:
            return _message(403, "Resource not accessible by integration")
        if not (isinstance(body, dict) and set(body) == {"body"} and isinstance(body["body"], str) and body["body"]):
            return _message(422, "Validation Failed")
        if self.kind == "github" and len(body["body"]) > GITHUB_LIMIT:
            return _message(422, "body is too long (maximum is 65536 characters)")
        return None

    def _update(self, number: int, text: str) -> Answer:
        for comment in self.comments:
            if comment["id"] == number:
                comment["body"] = text
                return 200, comment, {}
        return _message(404, "Not Found")

    def _page(self, path: str, query: dict[str, list[str]]) -> Answer:
        size = min(int(query.get("per_page", ["30"])[0]), MAX_PER_PAGE)
        page = int(query.get("page", ["1"])[0])
        items = self.comments[(page - 1) * size : page * size]
        headers = {}
        if len(self.comments) > page * size:
            last = -(-len(self.comments) // size)
            links = [(page + 1, "next"), (last, "last")]
            parts = [f'<{self.url.partition("/api")[0]}{path}?per_page={size}&page={p}>; rel="{r}"' for p, r in links]
            headers["Link"] = ", ".join(parts)
        return 200, items, headers

    def objection(self, method: str, headers: Any) -> tuple[int, str] | None:
        """Why a request is not even looked at."""
        if self.kind == "github":
            if headers["Authorization"] != f"Bearer {TOKEN}":
                return 401, "Bad credentials"
            if headers["Accept"] != "application/vnd.github+json" or headers["X-GitHub-Api-Version"] != "2022-11-28":
                return 415, "Unsupported media type"
        elif headers["PRIVATE-TOKEN"] != TOKEN:
            return 401, "401 Unauthorized"
        if not headers["User-Agent"] or headers["User-Agent"].startswith("Python-urllib"):
            return 403, "Request forbidden by administrative rules: say who you are"
        if method != "GET" and headers["Content-Type"] != "application/json":
            return 415, "Unsupported media type"
        return None


class _Handler(BaseHTTPRequestHandler):
    forge: Forge
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        forge = self.forge
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        forge.asked.append(f"{self.command} {self.path}")
        told = forge.answers.pop(0) if forge.answers else None
        if told == "drop":
            self.close_connection = True
            self.connection.close()
            return
        if isinstance(told, int):
            self._send(told, {"message": "try again"}, {"Retry-After": "0"} if told < 600 else {})
            return
        if objection := forge.objection(self.command, self.headers):
            forge.wrong.append(objection[1])
            self._send(objection[0], {"message": objection[1]}, {})
            return
        status, data, headers = forge.answer(self.command, self.path, body)
        if told == "lost":
            status, data, headers = 502, {}, {"Retry-After": "0"}
        self._send(status, data, headers)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815 (the names are the standard library's)

    def _send(self, status: int, data: Any, headers: dict[str, str]) -> None:
        raw = json.dumps(data).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(raw)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        """Nothing: what was asked is in `asked`."""


@contextmanager
def serving(kind: str) -> Iterator[Forge]:
    """A forge that listens until the block ends."""
    forge = Forge(kind)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"forge": forge}))
    forge.url = f"http://127.0.0.1:{server.server_port}{'/api/v4' if kind == 'gitlab' else ''}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
