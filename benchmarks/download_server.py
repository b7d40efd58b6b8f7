"""A Hub on loopback that is fast: files stand on the disk and are sent by the kernel (`sendfile`).

Called as `download_server.py FOLDER`; prints its port. Every file of FOLDER is a large file of `org/m` at one commit.
"""

import hashlib
import json
import os
import re
import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

COMMIT = "c" * 40


@cache
def listing(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and sha256 of each file."""
    found = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            found[path.name] = path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
    return found


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    folder: Path

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if "/resolve/" in path:
            self._file(path.rpartition("/")[2])
        elif "/tree/" in path:
            self._json(
                [
                    {"type": "file", "path": name, "size": size, "oid": sha[:40], "lfs": _lfs(size, sha)}
                    for name, (size, sha) in listing(self.folder).items()
                ]
            )
        else:
            siblings = [
                {"rfilename": name, "size": size, "blobId": sha[:40], "lfs": _lfs(size, sha)}
                for name, (size, sha) in listing(self.folder).items()
            ]
            self._json(
                {
                    "_id": "0",
                    "id": "org/m",
                    "modelId": "org/m",
                    "sha": COMMIT,
                    "siblings": siblings,
                    "private": False,
                    "gated": False,
                    "disabled": False,
                    "tags": [],
                    "downloads": 0,
                    "likes": 0,
                }
            )

    do_HEAD = do_GET  # noqa: N815

    def _json(self, value: object) -> None:
        body = json.dumps(value).encode()
        self._head(200, len(body), {"Content-Type": "application/json"})
        if self.command == "GET":
            self.wfile.write(body)

    def _file(self, name: str) -> None:
        size, sha = listing(self.folder)[name]
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        start = int(match[1]) if match else 0
        stop = min(int(match[2]) + 1, size) if match and match[2] else size
        headers = {"ETag": f'"{sha}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
        headers |= {"X-Linked-ETag": f'"{sha}"', "X-Linked-Size": str(size)}
        if match:
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        self._head(206 if match else 200, stop - start, headers)
        if self.command == "GET":
            with (self.folder / name).open("rb") as file:
                while start < stop:
                    start += os.sendfile(self.connection.fileno(), file.fileno(), start, stop - start)

    def _head(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()


def _lfs(size: int, sha: str) -> dict[str, object]:
    return {"oid": sha, "sha256": sha, "size": size, "pointerSize": 130}


def main() -> None:
    """Serve until killed."""
    Handler.folder = Path(sys.argv[1])
    listing(Handler.folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
