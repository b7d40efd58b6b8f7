"""The initializer, which verifies, against `huggingface_hub.snapshot_download` alone, which does not: on one server.

Called as `download.py [FOLDER ...]`, with folders on the file systems to measure; prints Markdown. Starts take turns,
and the best of several counts. The memory of an initializer is its highest resident set, for a small and a large file.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SERVER = Path(__file__).with_name("download_server.py")
MIB = 2**20
ROUNDS = 5
SNAPSHOT = """
import os, sys
from pathlib import Path
from huggingface_hub import snapshot_download
folder = snapshot_download("org/m", local_dir=sys.argv[1])
if sys.argv[2] == "sync":
    for path in Path(folder).iterdir():
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
"""


class Run(NamedTuple):
    """Seconds, and the highest resident set in MiB."""

    seconds: float
    memory: float


def main() -> None:
    """Measure and print."""
    folders = [Path(folder) for folder in sys.argv[1:]] or [Path("/dev/shm"), Path(tempfile.gettempdir())]
    print("| volume | what | s | MiB/s | ratio |\n|---|---|---:|---:|---:|")
    for folder in folders:
        with _served(folder, [512] * 4) as url, tempfile.TemporaryDirectory(dir=folder) as work:
            _compare(folder, url, Path(work), 2048)
    print("\n| one file of | highest resident set, MiB |\n|---:|---:|")
    for size in (256, 2048):
        with _served(folders[0], [size]) as url, tempfile.TemporaryDirectory(dir=folders[0]) as work:
            print(f"| {size} MiB | {_initializer(url, Path(work) / 'run').memory:.0f} |")


def _compare(folder: Path, url: str, work: Path, size: int) -> None:
    what: dict[str, Callable[[Path], Run]] = {
        "snapshot_download": lambda place: _snapshot(url, place, "alone"),
        "snapshot_download, then fsync": lambda place: _snapshot(url, place, "sync"),
        "initializer (hashes, fsync)": lambda place: _initializer(url, place),
    }
    best = dict.fromkeys(what, float("inf"))
    for _ in range(ROUNDS):
        for name, run in what.items():
            best[name] = min(best[name], run(work / "run").seconds)
            shutil.rmtree(work / "run")
    for name, seconds in best.items():
        print(
            f"| {folder} | {name} | {seconds:.2f} | {size / seconds:.0f} | {best['snapshot_download'] / seconds:.2f} |"
        )


def _snapshot(url: str, place: Path, sync: str) -> Run:
    return _timed([sys.executable, "-c", SNAPSHOT, str(place / "model"), sync], url, place, {})


def _initializer(url: str, place: Path) -> Run:
    settings = {"STORAGE_URI": "hf://org/m", "GITUNE_TARGET": "/workspace/model/m", "GITUNE_ROOT": str(place)}
    return _timed([sys.executable, "-m", "gitune_initializer", "model"], url, place, settings)


def _timed(command: list[str], url: str, place: Path, settings: dict[str, str]) -> Run:
    place.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HF_ENDPOINT": url,
        "HF_HOME": str(place / "home"),
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_XET": "1",
        "PYTHONPATH": str(ROOT / "images/initializer"),
        **settings,
    }
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return Run(time.monotonic() - start, usage.ru_maxrss / 1024)


@contextmanager
def _served(folder: Path, sizes: list[int]) -> Iterator[str]:
    with tempfile.TemporaryDirectory(dir=folder) as files:
        for number, size in enumerate(sizes):
            with (Path(files) / f"model-{number}.safetensors").open("wb") as file:
                for _ in range(size // 16):
                    file.write(os.urandom(16 * MIB))
        server = subprocess.Popen([sys.executable, str(SERVER), files], stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
