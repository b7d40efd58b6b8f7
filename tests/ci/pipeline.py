"""Runs `templates/gitune.yml` as a GitLab runner does: inputs put in, `extends` followed, scripts in one shell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from support.forge import Forge

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "templates" / "gitune.yml"
BASH, SH = ("bash", "-e", "-o", "pipefail"), ("sh", "-e")
_INPUT = re.compile(r"\$\[\[ inputs\.([a-z-]+) \]\]")
_RULE = re.compile(r'\$(\w+) == "([^"]*)"')


class Done(NamedTuple):
    """What came of one job."""

    state: str
    log: str
    artifacts: dict[str, str]


def jobs(**inputs: str) -> dict[str, Any]:
    """The jobs with these inputs; GitLab refuses an input that is not there, or of another type."""
    text = TEMPLATE.read_text()
    header, body = yaml.safe_load_all(text)
    known = header["spec"]["inputs"]
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    assert set(given) <= set(known), "no such input"
    values = {name: given.get(name, item["default"]) for name, item in known.items()}
    for name, value in values.items():
        assert isinstance(value, str)
        assert value in known[name].get("options", [value])
    found: dict[str, Any] = _put(body, values)
    return {name: _extended(found, job) for name, job in found.items() if not name.startswith(".")}


def _put(value: Any, inputs: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _put(item, inputs) for key, item in value.items()}
    if isinstance(value, list):
        return [_put(item, inputs) for item in value]
    return _INPUT.sub(lambda found: inputs[found[1]], value) if isinstance(value, str) else value


def _extended(found: Mapping[str, Any], job: dict[str, Any]) -> dict[str, Any]:
    """Hashes are merged, lists replaced."""
    own = dict(job)
    base = dict(found[own.pop("extends")]) if "extends" in own else {}
    return {**base, **own, "variables": {**base.get("variables", {}), **own.get("variables", {})}}


class Pipeline:
    """The pipeline of a merge request in a checked-out project."""

    def __init__(self, workspace: Path, forge: Forge, home: Path, token: str | None) -> None:
        self.workspace = workspace
        home.mkdir(parents=True, exist_ok=True)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
            "PATH": path,
            "HOME": str(home),
            "CI": "true",
            "CI_API_V4_URL": forge.url,
            "CI_MERGE_REQUEST_IID": "7",
            "CI_MERGE_REQUEST_PROJECT_ID": "11",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "CI_PIPELINE_SOURCE": "merge_request_event",
            "GIT_CONFIG_GLOBAL": os.devnull,
            **({"GITUNE_TOKEN": token} if token else {}),
        }

    def run(self, shell: tuple[str, ...] = BASH, *, install: bool = False, **inputs: str) -> dict[str, Done]:
        """Every job, each in the same checkout: none may need what another one left.

        Without `install` the line for pip is left out, which finds everything here already and takes a second.
        """
        found = jobs(**inputs)
        for job in found.values():
            pip, fetch = job["before_script"]
            assert " pip install " in pip
            job["before_script"] = [pip, fetch] if install else [fetch]
        return {name: self._job(job, shell) for name, job in found.items()}

    def _job(self, job: Mapping[str, Any], shell: tuple[str, ...]) -> Done:
        environment = {**self.environment, **job["variables"]}
        if not any(_holds(rule["if"], environment) for rule in job["rules"]):
            return Done("left out", "", {})
        subprocess.run(["git", "clean", "-qffdx"], cwd=self.workspace, check=True)
        done = subprocess.run(
            [*shell, "-c", "\n".join([*job["before_script"], *job["script"]])],
            cwd=self.workspace,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        kept = job.get("artifacts", {}).get("paths", [])
        assert not kept or job["artifacts"]["when"] == "always"
        files = {name: (self.workspace / name).read_text() for name in kept if (self.workspace / name).is_file()}
        return Done("failed" if done.returncode else "success", done.stdout, files)


def _holds(rule: str, variables: Mapping[str, str]) -> bool:
    assert _RULE.sub("", rule).replace("&&", "").strip() == "", f"not understood: {rule}"
    return all(variables.get(name) == value for name, value in _RULE.findall(rule))
