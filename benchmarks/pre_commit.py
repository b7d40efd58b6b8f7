"""What the pre-commit hooks cost: `try-repo` against a checkout, then commits of one changed spec each.

python benchmarks/pre_commit.py [CHECKOUT] [SPECS] [COMMITS]

The hooks are those of CHECKOUT's last commit; the repository that they run in is made here, with SPECS specs.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOOKS = ("gitune-check", "gitune-drift", "gitune-fmt")
_DURATION = re.compile(r"hook id: ([\w-]+)\n- duration: ([\d.]+)s")


class Bench:
    """A repository of specs, and the tools of this environment."""

    def __init__(self, folder: Path, checkout: Path, specs: int) -> None:
        self.repository, self.checkout = folder / "repository", checkout
        identity = {
            f"GIT_{who}_{what}": "bench@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, **identity, "PATH": path, "PRE_COMMIT_HOME": str(folder / "store")}
        self.run(
            sys.executable, str(ROOT / "benchmarks" / "make_specs.py"), str(self.repository), str(specs), where=folder
        )
        self.run("git", "init", "--quiet", "--initial-branch=main")
        self.run("gitune", "fmt", ".")
        self.run("gitune", "compile", ".")
        self.commit("begin")

    def run(self, *command: str, where: Path | None = None) -> str:
        """What it printed; a failure ends everything."""
        done = subprocess.run(
            command, cwd=where or self.repository, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def commit(self, message: str) -> None:
        """Everything that there is."""
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", "--no-verify", f"--message={message}")

    def change(self, number: int) -> None:
        """One spec trains at another rate; its tree is staged with it."""
        spec = sorted(self.repository.rglob("*finetune.yaml"))[number]
        spec.write_text(re.sub(r"(?m)^(training:)$", rf"\1\n  seed: {number + 1000}", spec.read_text()))
        self.run("gitune", "fmt", str(spec))
        self.run("gitune", "compile", str(spec))
        self.run("git", "add", "--all")


def try_repo(bench: Bench) -> float:
    """Seconds of `try-repo` with one changed spec: it builds the hooks' environment anew, then runs every hook."""
    bench.change(0)
    begin = time.perf_counter()
    said = bench.run("pre-commit", "try-repo", str(bench.checkout), "--verbose")
    took = time.perf_counter() - begin
    print(said)
    bench.commit("tried")
    return took


def commits(bench: Bench, count: int) -> dict[str, list[float]]:
    """Seconds of each hook, and of all of pre-commit, for commits of one changed spec."""
    revision = bench.run("git", "rev-parse", "HEAD", where=bench.checkout).strip()
    hooks = "".join(f"      - id: {hook}\n" for hook in HOOKS)
    config = f"repos:\n  - repo: {bench.checkout}\n    rev: {revision}\n    hooks:\n{hooks}"
    (bench.repository / ".pre-commit-config.yaml").write_text(config)
    bench.run("pre-commit", "install-hooks")
    bench.commit("hooks")
    found: dict[str, list[float]] = {}
    for number in range(1, count + 1):
        bench.change(number)
        begin = time.perf_counter()
        said = bench.run("pre-commit", "run", "--verbose")
        found.setdefault("pre-commit", []).append(time.perf_counter() - begin)
        for hook, seconds in _DURATION.findall(said):
            found.setdefault(hook, []).append(float(seconds))
        bench.commit(f"change {number}")
    return found


def main(arguments: list[str]) -> None:
    """Prints a table."""
    given = dict(enumerate(arguments))
    checkout, specs, count = Path(given.get(0, ROOT)).resolve(), int(given.get(1, 100)), int(given.get(2, 5))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), checkout, specs)
        print(f"try-repo, with the environment built: {try_repo(bench):.1f} s\n")
        print(f"| {specs} specs, one changed | median s | worst s |\n|---|---|---|")
        for name, seconds in commits(bench, count).items():
            print(f"| {name} | {statistics.median(seconds):.2f} | {max(seconds):.2f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
