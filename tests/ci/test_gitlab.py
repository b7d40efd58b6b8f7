"""The GitLab template in a real repository: its jobs' own scripts, a notes API on loopback."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ci.pipeline import BASH, SH, Done, Pipeline
from ci.repository import Repository
from ci.scenarios import BREAKS, DRIFTS, LEAVES, NOTHING, RATE, RATE_AGAIN, UNDONE
from ci.told import told
from gitune.diff.markdown import MARKER
from support.forge import BOT, TOKEN, Forge

QUALITY, JUNIT, NOTE = "gl-code-quality-report.json", "gitune-junit.xml", "gitune-ci/comment.md"


def parts(jobs: dict[str, Done], forge: Forge) -> dict[str, str]:
    """What a merge request shows; nothing in it is the token, and nothing that was asked was wrong."""
    assert TOKEN not in "".join(job.log for job in jobs.values())
    assert forge.wrong == []
    logs = {f"{name}: {job.state}": job.log or "(silent)" for name, job in jobs.items()}
    quality = jobs["gitune-check"].artifacts[QUALITY]
    return {**logs, "code quality": quality, "note": "\n".join(forge.ours()) or "(none)"}


def states(jobs: dict[str, Done]) -> tuple[str, ...]:
    return tuple(job.state for job in jobs.values())


def test_a_spec_is_broken(repository: Repository, gitlab: Forge, tmp_path: Path, update: bool) -> None:
    repository.change(BREAKS)
    jobs = Pipeline(repository.head("one"), gitlab, tmp_path / "home", TOKEN).run()
    assert states(jobs) == ("failed", "failed", "failed")
    issues = json.loads(jobs["gitune-check"].artifacts[QUALITY])
    assert {"GT101", "GT104"} <= {issue["check_name"] for issue in issues}
    assert ET.fromstring(jobs["gitune-check"].artifacts[JUNIT]).findall(".//failure")
    told("gitlab-broken", parts(jobs, gitlab), update)


@pytest.mark.parametrize("shell", [BASH, SH], ids=["bash", "sh"])
def test_the_tree_drifts(
    shell: tuple[str, ...], repository: Repository, gitlab: Forge, tmp_path: Path, update: bool
) -> None:
    repository.change(DRIFTS)
    jobs = Pipeline(repository.head("one"), gitlab, tmp_path / "home", TOKEN).run(shell, install=True)
    assert states(jobs) == ("success", "failed", "success")
    told("gitlab-drift", parts(jobs, gitlab), update)


def test_a_learning_rate_changes_twice(repository: Repository, gitlab: Forge, tmp_path: Path, update: bool) -> None:
    for number in range(130):
        gitlab.add(f"Note {number}", number=1000 + number)
    gitlab.add(f"{MARKER}\nNot gitune's.", "mallory", number=2000)
    repository.change(RATE)
    first = Pipeline(repository.head("one"), gitlab, tmp_path / "home", TOKEN).run()
    assert states(first) == ("success", "success", "success")
    told("gitlab-learning-rate", parts(first, gitlab), update)
    repository.change(RATE_AGAIN)
    second = Pipeline(repository.head("two"), gitlab, tmp_path / "home", TOKEN).run()
    told("gitlab-learning-rate-again", parts(second, gitlab), update)
    assert len(gitlab.ours()) == 1
    assert [asked.split()[0] for asked in gitlab.asked if not asked.startswith("GET")] == ["POST", "PUT"]


def test_a_fork_has_no_token(repository: Repository, gitlab: Forge, tmp_path: Path, update: bool) -> None:
    repository.change(RATE)
    jobs = Pipeline(repository.head("one"), gitlab, tmp_path / "home", None).run()
    assert states(jobs) == ("success", "success", "success")
    assert gitlab.asked == []
    assert "learning rate" in jobs["gitune-diff"].artifacts[NOTE]
    told("gitlab-fork", parts(jobs, gitlab), update)


@pytest.mark.parametrize("trouble", ["read_only", "hidden"])
def test_a_token_that_may_not_write_fails_nothing(
    trouble: str, repository: Repository, gitlab: Forge, tmp_path: Path
) -> None:
    setattr(gitlab, trouble, True)
    repository.change(RATE)
    jobs = Pipeline(repository.head("one"), gitlab, tmp_path / "home", TOKEN).run(drift="false")
    assert states(jobs) == ("success", "left out", "success")
    assert "GitLab refuses GITUNE_TOKEN (HTTP 40" in jobs["gitune-diff"].log


def test_nothing_changes_and_nothing_is_said(
    repository: Repository, gitlab: Forge, tmp_path: Path, update: bool
) -> None:
    repository.change(NOTHING)
    jobs = Pipeline(repository.head("one"), gitlab, tmp_path / "home", TOKEN).run()
    assert states(jobs) == ("success", "success", "success")
    told("gitlab-nothing", parts(jobs, gitlab), update)


def test_a_note_that_is_no_longer_true_is_updated(repository: Repository, gitlab: Forge, tmp_path: Path) -> None:
    gitlab.add(f"{MARKER}\n\nOld.\n", BOT["login"])
    repository.change(f"{RATE}\n{UNDONE}")
    Pipeline(repository.head("one"), gitlab, tmp_path / "home", TOKEN).run(drift="false")
    (note,) = gitlab.ours()
    assert "nothing changes" in note


def test_what_the_guard_refuses_fails_and_is_said(repository: Repository, gitlab: Forge, tmp_path: Path) -> None:
    repository.change(LEAVES)
    jobs = Pipeline(repository.head("one"), gitlab, tmp_path / "home", TOKEN).run()
    assert states(jobs) == ("success", "success", "failed")
    assert "GT516" in gitlab.ours()[0]


def test_code_of_the_merge_request_never_runs(repository: Repository, gitlab: Forge, tmp_path: Path) -> None:
    modules = " ".join(f"{name}.py" for name in ("gitune", "click", "json", "pydantic", "pip"))
    repository.change(f"for f in {modules}; do echo 'raise SystemExit(\"OWNED\")' > $f; done\n{RATE}")
    jobs = Pipeline(repository.head("one"), gitlab, tmp_path / "home", TOKEN).run()
    assert states(jobs) == ("success", "success", "success")
    assert not any("OWNED" in job.log for job in jobs.values())


def test_what_is_switched_off_stays_off(repository: Repository, gitlab: Forge, tmp_path: Path) -> None:
    repository.change(DRIFTS)
    jobs = Pipeline(repository.head("one"), gitlab, tmp_path / "home", TOKEN).run(drift="false", comment="false")
    assert states(jobs) == ("success", "left out", "success")
    assert gitlab.asked == []


def test_paths_and_locks(repository: Repository, gitlab: Forge, tmp_path: Path) -> None:
    repository.change(BREAKS)
    pipeline = Pipeline(repository.head("one"), gitlab, tmp_path / "home", None)
    assert states(pipeline.run(paths="team-b")) == ("success", "success", "success")
    assert states(pipeline.run(paths="team-b", locked="true"))[0] == "failed"


def test_a_branch_that_cannot_be_read_is_said(repository: Repository, gitlab: Forge, tmp_path: Path) -> None:
    repository.change(NOTHING)
    jobs = Pipeline(repository.head("one"), gitlab, tmp_path / "home", TOKEN).run(against="nowhere")
    assert states(jobs) == ("success", "success", "failed")
    assert "GT522" in jobs["gitune-diff"].log
    assert gitlab.ours() == []
