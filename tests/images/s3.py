"""An S3 on loopback: `moto_server` as a process of its own, and boto3 to put things into it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDOFTHISTEST000001", "AWS_SECRET_ACCESS_KEY": "secret/key+of/this+test"}


class Storage:
    """The server's address, and a client that may do everything."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        )

    def fill(self, bucket: str, objects: dict[str, bytes], *, public: bool = False, versions: bool = False) -> None:
        self.client.create_bucket(Bucket=bucket)
        if versions:
            self.client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        for key, content in objects.items():
            self.client.put_object(Bucket=bucket, Key=key, Body=content, ACL="public-read" if public else "private")

    def pin(self, bucket: str, key: str, path: str) -> dict[str, object]:
        """What a lock says of an object."""
        head = self.client.head_object(Bucket=bucket, Key=key)
        return {"path": path, "size": head["ContentLength"], "etag": head["ETag"], "version": head.get("VersionId")}


@contextmanager
def serve() -> Iterator[Storage]:
    """A running server without buckets."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Storage(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("moto_server did not start: it is in the dev group of pyproject.toml (moto[s3,server])")
