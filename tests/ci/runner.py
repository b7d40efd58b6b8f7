"""Runs `action.yml` as a runner does: each step's own script in its own shell, with its conditions and its files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ci.expressions import holds, substituted
from support.forge import TOKEN, Forge

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR")


class Done(NamedTuple):
    """What came of one use of the Action."""

    outcomes: dict[str, str]
    outputs: dict[str, str]
    log: str
    summary: str
    used: dict[str, dict[str, str]]
    """Actions of others that ran, with what they got."""

    @property
    def failed(self) -> bool:
        return "failure" in self.outcomes.values()


class Job:
    """A job of a workflow in a checked-out pull request."""

    def __init__(
        self, workspace: Path, forge: Forge, temp: Path, *, base: str = "main", number: int | None = 7
    ) -> None:
        self.workspace, self.temp, self.base = workspace, temp, base
        self.environment = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "HOME": str(temp / "home"),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_API_URL": forge.url,
            "GITHUB_BASE_REF": base,
            "GITHUB_EVENT_PATH": str(temp / "event.json"),
            "GITHUB_REPOSITORY": "acme/fine-tunes",
            "GITHUB_WORKSPACE": str(workspace),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "RUNNER_TEMP": str(temp / "runner"),
        }
        for folder in ("home", "runner"):
            (temp / folder).mkdir(parents=True, exist_ok=True)
        event = {"action": "synchronize", "pull_request": {"number": number}} if number else {"ref": "refs/heads/main"}
        (temp / "event.json").write_text(json.dumps(event))

    def use(self, *, failing: tuple[str, ...] = (), **inputs: str) -> Done:
        """One use of the Action; `failing` are actions of others that fail."""
        given = {name: item["default"] for name, item in ACTION["inputs"].items()}
        wished = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(wished) <= set(given), "no such input"
        contexts: dict[str, Any] = {
            "github": {"token": TOKEN, "base_ref": self.base},
            "inputs": {**given, "python": sys.executable, **wished},
            "steps": {},
        }
        contexts["inputs"] = {name: substituted(value, contexts) for name, value in contexts["inputs"].items()}
        run = _Run(self, contexts, failing)
        for step in ACTION["runs"]["steps"]:
            run.step(step)
        return run.done()


class _Run:
    def __init__(self, job: Job, contexts: dict[str, Any], failing: tuple[str, ...]) -> None:
        self._job, self._contexts, self._failing = job, contexts, failing
        self._failed = False
        self._log: list[str] = []
        self._summary = ""
        self._used: dict[str, dict[str, str]] = {}
        self._names: dict[str, str] = {}

    def step(self, step: Mapping[str, Any]) -> None:
        key = step.get("id", step["name"])
        if not holds(step.get("if"), self._contexts, failed=self._failed):
            self._end(key, "skipped", {})
            return
        code, outputs = self._uses(step) if "uses" in step else self._script(step)
        self._end(key, "failure" if code else "success", outputs)
        self._failed |= bool(code) and not step.get("continue-on-error", False)

    def _end(self, key: str, outcome: str, outputs: dict[str, str]) -> None:
        self._contexts["steps"][key] = {"outcome": outcome, "outputs": outputs}

    def _uses(self, step: Mapping[str, Any]) -> tuple[int, dict[str, str]]:
        name = step["uses"].partition("@")[0]
        self._used[name] = {key: substituted(str(value), self._contexts) for key, value in step["with"].items()}
        return int(name in self._failing), {}

    def _script(self, step: Mapping[str, Any]) -> tuple[int, dict[str, str]]:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "an expression in a script is an injection"
        temp = self._job.temp
        files = {name: temp / name for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        (temp / "step.sh").write_text(step["run"])
        own = {name: substituted(str(value), self._contexts) for name, value in step.get("env", {}).items()}
        environment = {**self._job.environment, **{name: str(file) for name, file in files.items()}, **own}
        done = subprocess.run(
            [*BASH, str(temp / "step.sh")],
            cwd=self._job.workspace,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self._log.append(f"## {step['name']}\n{done.stdout}")
        self._summary += files["GITHUB_STEP_SUMMARY"].read_text()
        assert files["GITHUB_ENV"].read_text() == files["GITHUB_PATH"].read_text() == "", "later steps are left alone"
        return done.returncode, dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())

    def done(self) -> Done:
        steps = {key: found["outcome"] for key, found in self._contexts["steps"].items()}
        outputs = {name: substituted(item["value"], self._contexts) for name, item in ACTION["outputs"].items()}
        return Done(steps, outputs, "".join(self._log), self._summary, self._used)
