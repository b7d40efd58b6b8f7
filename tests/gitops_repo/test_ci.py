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

from ci.pipeline import Pipeline
from ci.runner import Job
from gitune.cli.boundary import run
from support.forge import TOKEN, serving

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


@pytest.mark.parametrize("command", commands())
def test_every_command_runs_in_a_clone(command: str, clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command.split()[1:]) == 0, capsys.readouterr().err


def test_the_action_is_used_with_inputs_that_it_has(clone: Path, tmp_path: Path) -> None:
    """And with them it finds nothing, in a job of a branch that changes nothing."""
    workflow = yaml.load((REPOSITORY / ".github/workflows/fine-tunes.yaml").read_text(), yaml.BaseLoader)
    _, used = workflow["jobs"]["check"]["steps"]
    with serving("github") as forge:
        done = Job(clone, forge, tmp_path / "job").use(**used.get("with", {}))
    assert not done.failed, done.log
    assert "nothing changes (" in done.summary
    assert forge.ours() == []


def test_the_template_is_used_with_inputs_that_it_has(clone: Path, tmp_path: Path) -> None:
    (included,) = yaml.load((REPOSITORY / ".gitlab-ci.yml").read_text(), yaml.BaseLoader)["include"]
    assert included["file"] == "templates/gitune.yml"
    assert (REPOSITORY / included["inputs"]["install"].removeprefix("--requirement ")).is_file()
    with serving("gitlab") as forge:
        done = Pipeline(clone, forge, tmp_path / "home", TOKEN).run(**included["inputs"])
    assert {job.state for job in done.values()} == {"success"}, done
    assert forge.ours() == []


def test_a_tree_that_was_forgotten_fails_the_check(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = clone / "gitune.yaml"
    project.write_text(project.read_text().replace("training.maxSteps: 200", "training.maxSteps: 300"))
    assert run(["compile", "--check"]) == 1
    assert "GT501" in capsys.readouterr().err


def test_the_comment_names_the_run_that_a_merge_starts(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = clone / "team-a/support-bot.finetune.yaml"
    spec.write_text(spec.read_text().replace("epochs: 2", "epochs: 3"))
    assert run(["compile"]) == 0
    capsys.readouterr()
    assert run(["diff", "--against", "origin/main", "--output", "markdown"]) == 0
    comment = capsys.readouterr().out
    (job,) = clone.glob("rendered/prod/team-a/support-bot/run/trainjob.yaml")
    assert yaml.safe_load(job.read_text())["metadata"]["name"] in comment


def test_every_case_of_the_policies_holds(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "test", "policies"]) == 0
    assert "10 cases of 2 policies: all as expected" in capsys.readouterr().out


def test_what_a_policy_does_not_allow_fails_the_check(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = clone / "team-a/support-bot.finetune.yaml"
    spec.write_text(spec.read_text().replace("gpusPerNode: 2", "gpusPerNode: 8"))
    assert run(["check"]) == 1
    out = capsys.readouterr().out
    assert "A run takes 4 GPUs at most" in out
    assert "@acme/ml-platform" in out
