"""As much of a Kubernetes API as the SDK's `train` talks to, on loopback: runtimes to read, TrainJobs to be kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

API = "/apis/trainer.kubeflow.org/v1alpha1"
RUNTIME = re.compile(rf"{API}/clustertrainingruntimes/([^/?]+)")
JOBS = re.compile(rf"{API}/namespaces/([^/]+)/trainjobs")


class Stub(ThreadingHTTPServer):
    """A server that holds ClusterTrainingRuntimes and writes down what is created."""

    daemon_threads = True

    def __init__(self, runtimes: Mapping[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.runtimes = runtimes
        self.created: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers as an API server does; what it does not hold is not found."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Stub

    def do_GET(self) -> None:
        found = RUNTIME.fullmatch(self.path)
        runtime = self.server.runtimes.get(found[1]) if found else None
        if runtime is None:
            self._answer(404, {"kind": "Status", "apiVersion": "v1", "reason": "NotFound", "code": 404})
        else:
            self._answer(200, runtime)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = JOBS.fullmatch(self.path) is not None
        if known:
            self.server.created.append(body)
        self._answer(201 if known else 404, body)

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, code: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(runtimes: Mapping[str, Any]) -> Iterator[Stub]:
    """The stub, while it serves."""
    stub = Stub(runtimes)
    thread = Thread(target=stub.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.shutdown()
        stub.server_close()
        thread.join()
