"""A small client of the Language Server Protocol 3.17 over a process's standard streams."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Message = dict[str, Any]

SETTINGS: Mapping[str, Any] = {
    "yaml": {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}, "schemas": {}}
}
"""What an editor answers when the server asks; without the schema store nothing is fetched from the network."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A squiggle: the text under it, and what it says."""

    text: str
    message: str


class Editor:
    """One server with one open document at a time. It waits as long as the server takes."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._folder = folder
        self._server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._last = 0
        self._version = 0
        self._published: dict[str, list[Message]] = {}
        self._items: list[Message] = []
        self.name = self.text = ""

    def __enter__(self) -> Self:
        root = self._folder.as_uri()
        capabilities = {
            "workspace": {"configuration": True},
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": True}},
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            },
        }
        folders = [{"uri": root, "name": "specs"}]
        self.request("initialize", processId=None, rootUri=root, capabilities=capabilities, workspaceFolders=folders)
        self._notify("initialized")
        self._notify("workspace/didChangeConfiguration", settings=SETTINGS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.kill()
        self._server.communicate()

    def open(self, text: str) -> None:
        """Opens a new document with this text and makes it the current one."""
        self._version += 1
        self.name = (self._folder / f"finetune-{self._version}.yaml").as_uri()
        self.text = text
        document = {"uri": self.name, "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", textDocument=document)

    def completion(self, line: int, column: int) -> list[str]:
        """The labels that are offered at a place, from 0."""
        answer = self.request("textDocument/completion", **self._at(line, column)) or {"items": []}
        self._items = answer["items"] if isinstance(answer, dict) else answer
        return sorted(item["label"] for item in self._items)

    def snippet(self, label: str) -> str:
        """What the last completion writes for one of its labels."""
        return str(next(item["insertText"] for item in self._items if item["label"] == label))

    def hover(self, line: int, column: int) -> str:
        """The Markdown that is shown for a place, empty for none."""
        answer = self.request("textDocument/hover", **self._at(line, column))
        contents = (answer or {}).get("contents", "")
        return str(contents["value"] if isinstance(contents, dict) else contents)

    def problems(self) -> list[Problem]:
        """The current document's squiggles, once the server has published them."""
        while self.name not in self._published:
            self._take(self._read())
        return [Problem(self._quote(found["range"]), found["message"]) for found in self._published[self.name]]

    def request(self, method: str, **parameters: Any) -> Any:
        """Sends a request and returns its result."""
        self._last += 1
        self._send({"id": self._last, "method": method, "params": parameters})
        while True:
            message = self._read()
            if message.get("id") == self._last and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self._take(message)

    def _notify(self, method: str, **parameters: Any) -> None:
        self._send({"method": method, "params": parameters})

    def _take(self, message: Message) -> None:
        """Notes a notification, answers a request of the server's."""
        if message.get("method") == "textDocument/publishDiagnostics":
            self._published[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message:
            self._send({"id": message["id"], "result": _answer(message)})

    def _send(self, message: Message) -> None:
        assert self._server.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._server.stdin.flush()

    def _read(self) -> Message:
        assert self._server.stdout is not None
        length = 0
        while (line := self._server.stdout.readline()).strip():
            name, _, value = line.decode("ascii").partition(":")
            length = int(value) if name.lower() == "content-length" else length
        assert length, "the language server has ended"
        message: Message = json.loads(self._server.stdout.read(length))
        return message

    def _at(self, line: int, column: int) -> Message:
        return {"textDocument": {"uri": self.name}, "position": {"line": line, "character": column}}

    def _quote(self, found: Message) -> str:
        start, end = found["start"], found["end"]
        line = self.text.splitlines()[start["line"]]
        quoted: str = line[start["character"] : end["character"] if end["line"] == start["line"] else None]
        return quoted


def _answer(request: Message) -> Any:
    """What an editor says to a request of the server's."""
    if request["method"] == "workspace/configuration":
        return [SETTINGS.get(item.get("section", ""), {}) for item in request["params"]["items"]]
    return None
