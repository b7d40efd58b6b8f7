"""Its pipelines: their form, their safety, and every command of gitune that they run, run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitune.cli.boundary import run

REPOSITORY = Path(__file__).parents[2] / "examples" / "gitops-repo"
GITHUB = sorted([*REPOSITORY.glob(".github/workflows/*.yaml"), *REPOSITORY.glob("delivery/github-*.yaml")])
GITLAB = sorted([REPOSITORY / ".gitlab-ci.yml", *REPOSITORY.glob("delivery/gitlab-*.yml")])
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def tool(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"PIPELINES NOT LINTED: {name} is not installed")
    return found


@pytest.mark.parametrize(
    ("file", "schema"),
    [*((file, "vendor.github-workflows") for file in GITHUB), *((file, "vendor.gitlab-ci") for file in GITLAB)],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_a_pipeline_has_the_form_that_it_should(file: Path, schema: str) -> None:
    command = [tool("check-jsonschema"), "--builtin-schema", schema, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing_even_when_pedantic() -> None:
    command = [tool("zizmor"), "--offline", "--no-progress", "--persona=pedantic", *map(str, GITHUB)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", GITHUB, ids=lambda file: file.name)
def test_every_action_is_pinned_and_no_permission_is_left_to_chance(file: Path) -> None:
    text = file.read_text()
    assert len(PINNED.findall(text)) == text.count("uses: ") > 0
    workflow = yaml.load(text, yaml.BaseLoader)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"]["contents"] in {"read", "write"}
        assert "timeout-minutes" in job
    assert "pull_request_target" not in text


@pytest.mark.parametrize("file", GITHUB, ids=lambda file: file.name)
def test_no_expression_is_written_into_a_script(file: Path) -> None:
    for script in scripts(yaml.load(file.read_text(), yaml.BaseLoader)):
        assert "${{" not in script


def scripts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [script for item in value for script in scripts(item)]
    if not isinstance(value, dict):
        return []
    own = [value["run"]] if isinstance(value.get("run"), str) else []
    own += value["script"] if isinstance(value.get("script"), list) else []
    return own + [script for item in value.values() for script in scripts(item)]


def commands() -> list[str]:
    lines = {
        line.strip().partition(" > ")[0]
        for file in (*GITHUB, *GITLAB)
        for script in scripts(yaml.load(file.read_text(), yaml.BaseLoader))
        for line in script.splitlines()
        if line.strip().startswith("gitune ")
    }
    return sorted(lines)


def test_both_pipelines_run_the_same_verbs() -> None:
    assert {command.split()[1] for command in commands()} == {"check", "compile", "diff"}


@pytest.mark.parametrize("command", commands())
def test_every_command_runs_in_a_clone(command: str, clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = {'"$BASE"': "origin/main", '"origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"': "origin/main"}
    words = [base.get(word, word) for word in command.split()[1:]]
    assert run(words) == 0, capsys.readouterr().err
    if words[0] == "diff":
        assert capsys.readouterr().out.startswith("<!-- gitune diff -->")


def test_a_tree_that_was_forgotten_fails_the_check(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = clone / "dev/team-a/support-bot.finetune.yaml"
    spec.write_text(spec.read_text().replace("maxSteps: 200", "maxSteps: 300"))
    assert run(["compile", "--check", "dev", "prod"]) == 1
    assert "GT501" in capsys.readouterr().err


def test_the_comment_names_the_run_that_a_merge_starts(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = clone / "prod/team-a/support-bot.finetune.yaml"
    spec.write_text(spec.read_text().replace("epochs: 2", "epochs: 3"))
    assert run(["compile", "dev", "prod"]) == 0
    capsys.readouterr()
    assert run(["diff", "dev", "prod", "--against", "origin/main", "--output", "markdown"]) == 0
    comment = capsys.readouterr().out
    (job,) = clone.glob("prod/rendered/team-a/support-bot/run/trainjob.yaml")
    assert yaml.safe_load(job.read_text())["metadata"]["name"] in comment
