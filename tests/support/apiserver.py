"""A real API server on this machine: etcd, kube-apiserver and the CRD server of `shared/tools/apiserver`.

One server serves every worker of a test run: the first that needs it starts it, the last that is done with it stops it.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.kubeapi import Api

TOOLS = Path(__file__).parents[3] / "shared" / "tools" / "apiserver"
BINARIES = ("etcd", "apiextensions-apiserver", "kube-apiserver")
MAY_BUILD = "GITUNE_BUILD_APISERVER"
UNCHECKED = "NOT CHECKED AGAINST A REAL API SERVER: "


def reason_against() -> str | None:
    """Why there can be no server here; None where one can be started. Building its binaries takes minutes."""
    if not TOOLS.is_dir():
        return f"{TOOLS} does not exist"
    if _is_built():
        return None
    if os.environ.get(MAY_BUILD) != "1":
        return f"{_cache()} has no binaries; {TOOLS}/build makes them in some minutes, as does {MAY_BUILD}=1"
    done = subprocess.run([TOOLS / "build"], capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode else None


@contextmanager
def server(shared: Path) -> Iterator[Api]:
    """A client of the server that all processes with the folder `shared` share."""
    with _locked(shared):
        if reason := reason_against():
            pytest.skip(UNCHECKED + reason)
        if not _users(shared):
            _start(shared)
        handle, name = tempfile.mkstemp(prefix=f"{os.getpid()}-", suffix=".user", dir=shared)
        os.close(handle)
        mine = Path(name)
    api = Api(*_address(shared))
    try:
        yield api
    finally:
        api.close()
        with _locked(shared):
            mine.unlink()
            if not _users(shared):
                _stop(shared)


def _is_built() -> bool:
    return all(os.access(_cache() / name, os.X_OK) for name in BINARIES)


def _cache() -> Path:
    """Where `build` keeps what it built."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "gitune-apiserver" / "bin"


@contextmanager
def _locked(shared: Path) -> Iterator[None]:
    shared.mkdir(parents=True, exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _users(shared: Path) -> list[int]:
    """Processes that use the server. One that was killed uses it no longer."""
    pids = [int(file.stem.partition("-")[0]) for file in shared.glob("*.user")]
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def _start(shared: Path) -> None:
    subprocess.run([TOOLS / "down", shared], check=False)  # what a killed test run left
    done = subprocess.run(
        [TOOLS / "up", shared, str(_free_port())], capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode:
        subprocess.run([TOOLS / "down", shared], check=False)
        pytest.fail(f"the API server did not start: {done.stderr}")


def _stop(shared: Path) -> None:
    subprocess.run([TOOLS / "down", shared], check=False)
    shutil.rmtree(shared / "etcd", ignore_errors=True)  # 70 MB that pytest would keep for three runs


def _free_port(needed: int = 4) -> int:
    """The first of some ports in a row that nobody listens on."""
    start = 23790 + (os.getpid() * needed) % 6000
    return next(port for port in range(start, 32000) if all(_is_free(port + n) for n in range(needed)))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _address(shared: Path) -> tuple[str, int, Path]:
    """Host, port and folder of the keys, as the server's kubeconfig names them."""
    match = re.search(r"https://([0-9.]+):([0-9]+)", (shared / "kubeconfig").read_text())
    assert match is not None
    return match[1], int(match[2]), shared / "pki"
