"""Time and memory of gitune over a repository of many specs, and how both grow.

usage: .venv/bin/python benchmarks/fleet.py [N ...]

Measures, keeps the numbers in benchmarks/fleet.json, and writes table and plot of docs/fleet.md from it. TMPDIR says
where the repositories are made; a memory file system (TMPDIR=/dev/shm) tells of gitune and not of a disk.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from fleet_report import COMMANDS, report
from make_fleet import path_of, write

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("fleet.json")
SIZES = (10, 30, 100, 300, 1000, 3000, 5000)
ROUNDS = ((100, 5), (300, 3), (1000, 2))
"""Up to how many specs how often: the least of all counts, since neighbours only add."""
_INTERVAL = 0.05
_GIT = {
    **{f"GIT_{who}_{what}": "bench" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Measured(NamedTuple):
    """One call."""

    seconds: float
    cpu: float
    """User and system, children included."""
    peak: int
    """KiB of all its processes together, each shared page once."""


class Bench:
    """One repository."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.count = count
        self.repository = folder / "repository"
        self._environment = {**os.environ, **_GIT, "GITUNE_CACHE_DIR": str(folder / "cache")}

    def run(self) -> dict[str, Measured]:
        """Every command, in an order in which each finds what it needs."""
        write(self.repository, self.count)
        self._git("init", "-q", "-b", "main")
        rounds = next((times for size, times in ROUNDS if self.count <= size), 1)
        found = {"compile": self._least(rounds, self._anew, "compile", ".")}
        self._git("add", "-A")
        self._git("commit", "-q", "-m", "all")
        self._git("repack", "-adq")
        found["check"] = self._least(rounds, None, "compile", "--check", ".", "--no-cache")
        found["recalled"] = self._least(rounds, None, "compile", "--check", ".")
        found["incremental"] = self._least(rounds, self._edit, "compile", ".")
        self._git("commit", "-qam", "one change")
        self._git("checkout", "-q", "-b", "change")
        self._edit()
        found["since"] = self._least(rounds, None, "check", ".", "--changed-since", "main", "--no-cache")
        return found

    def _least(self, rounds: int, before: object, *arguments: str) -> Measured:
        calls = []
        for _ in range(rounds):
            if callable(before):
                before()
            calls.append(self._call(arguments))
        return Measured(*(min(values) for values in zip(*calls, strict=True)))

    def _anew(self) -> None:
        for name in ("repository/rendered", "cache"):
            subprocess.run(["rm", "-rf", str(self.folder / name)], check=True)

    def _edit(self) -> None:
        """Another learning rate in one spec, each time."""
        file = self.repository / path_of(self.count // 2)
        lines = file.read_text().splitlines(keepends=True)
        place = next(number for number, line in enumerate(lines) if line.startswith("  learningRate:"))
        lines[place] = f"  learningRate: {time.time_ns() % 10**4 + 10**4}e-09\n"
        file.write_text("".join(lines))

    def _call(self, arguments: Sequence[str]) -> Measured:
        command = [str(Path(sys.executable).with_name("gitune")), *arguments, "--ignore", "GT402"]
        before, start = os.times(), time.monotonic()
        process = subprocess.Popen(command, cwd=self.repository, env=self._environment, stderr=subprocess.PIPE)
        watch = _Watch(process.pid)
        assert process.stderr is not None
        said = process.stderr.read()
        process.wait()
        seconds, after = time.monotonic() - start, os.times()
        if process.returncode:
            raise SystemExit(f"{command} ended with {process.returncode}: {said[-2000:].decode()}")
        cpu = after.children_user - before.children_user + after.children_system - before.children_system
        return Measured(round(seconds, 3), round(cpu, 3), watch.peak())

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.repository, env=self._environment, check=True)


class _Watch:
    """Looks at a process and its children, again and again."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._most = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def peak(self) -> int:
        """The most that was seen, when the process has ended."""
        self._ended.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._ended.is_set():
            self._most = max(self._most, sum(map(_share, _family(self._process))))
            self._ended.wait(_INTERVAL)


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return
    for child in children.split():
        yield from _family(int(child))


def _share(process: int) -> int:
    """KiB of a process, pages that it shares counted in parts."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def main() -> None:
    """Measures each size, and writes everything."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    # as an installed gitune is
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "compiler")], check=False, env=_bytecode())
    rows: dict[str, dict[str, Measured]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            rows[str(size)] = Bench(Path(folder), size).run()
        for name, row in rows[str(size)].items():
            said = f"{row.seconds} s, {row.cpu} s of processor, {row.peak >> 10} MiB"
            print(f"{size}: {COMMANDS[name]}: {said}", flush=True)
    machine = f"{len(os.sched_getaffinity(0))} cores, {platform.machine()}, Python {platform.python_version()}"
    measured = {size: {name: row._asdict() for name, row in found.items()} for size, found in rows.items()}
    RESULTS.write_text(json.dumps({"machine": machine, "rows": measured}, indent=1) + "\n")
    report()


def _bytecode() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


if __name__ == "__main__":
    main()
