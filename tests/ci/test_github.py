"""The Action in a real repository: its own scripts, an event file, a comment API on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ci.repository import Repository
from ci.runner import Done, Job
from ci.scenarios import BREAKS, DRIFTS, LEAVES, NOTHING, RATE, RATE_AGAIN, UNDONE
from ci.told import told
from gitune.diff.markdown import MARKER
from support.forge import BOT, TOKEN, Forge


def parts(done: Done, forge: Forge) -> dict[str, str]:
    """What a pull request shows; nothing in it is the token, and nothing that was asked was wrong."""
    assert TOKEN not in done.log + done.summary
    assert forge.wrong == []
    steps = "\n".join(
        f"{name}: {outcome}" for name, outcome in done.outcomes.items() if name not in {"python", "install"}
    )
    comment = "\n".join(forge.ours()) or "(none)"
    summary = "(as the comment)" if done.summary.strip() == comment.strip() else done.summary
    return {"steps": steps, "log": done.log, "summary": summary, "comment": comment}


def test_a_spec_is_broken(repository: Repository, github: Forge, tmp_path: Path, update: bool) -> None:
    repository.change(BREAKS)
    done = Job(repository.merged("one"), github, tmp_path).use()
    assert done.failed
    assert (done.outputs["check"], done.outputs["drift"], done.outputs["diff"]) == ("failure", "skipped", "skipped")
    told("github-broken", parts(done, github), update)


def test_the_tree_drifts(repository: Repository, github: Forge, tmp_path: Path, update: bool) -> None:
    repository.change(DRIFTS)
    done = Job(repository.merged("one"), github, tmp_path).use()
    assert (done.outputs["check"], done.outputs["drift"], done.outputs["diff"]) == ("success", "failure", "success")
    assert done.failed
    told("github-drift", parts(done, github), update)


def test_a_learning_rate_changes_twice(repository: Repository, github: Forge, tmp_path: Path, update: bool) -> None:
    for number in range(130):
        github.add(f"Comment {number}", number=1000 + number)
    github.add(f"{MARKER}\nNot gitune's.", "mallory", number=2000)
    repository.change(RATE)
    first = Job(repository.merged("one"), github, tmp_path / "one").use()
    assert not first.failed
    assert first.outputs["comment-url"].endswith("#issuecomment-231")
    told("github-learning-rate", parts(first, github), update)
    repository.change(RATE_AGAIN)
    second = Job(repository.merged("two"), github, tmp_path / "two").use()
    assert not second.failed
    assert second.outputs["comment-url"] == first.outputs["comment-url"]
    told("github-learning-rate-again", parts(second, github), update)
    assert len(github.ours()) == 1
    assert github.comments[130]["body"].endswith("Not gitune's.")
    writes = [asked.split()[0] for asked in github.asked if not asked.startswith("GET")]
    assert writes == ["POST", "PATCH"]


def test_a_fork_has_a_token_that_only_reads(
    repository: Repository, github: Forge, tmp_path: Path, update: bool
) -> None:
    github.read_only = True
    repository.change(RATE)
    done = Job(repository.merged("one"), github, tmp_path).use(sarif="true")
    assert not done.failed
    assert github.ours() == []
    told("github-fork", parts(done, github), update)


def test_nothing_changes_and_nothing_is_said(
    repository: Repository, github: Forge, tmp_path: Path, update: bool
) -> None:
    repository.change(NOTHING)
    done = Job(repository.merged("one"), github, tmp_path).use()
    assert not done.failed
    told("github-nothing", parts(done, github), update)


def test_a_comment_that_is_no_longer_true_is_updated(repository: Repository, github: Forge, tmp_path: Path) -> None:
    repository.change(RATE)
    Job(repository.merged("one"), github, tmp_path / "one").use()
    repository.change(UNDONE)
    assert not Job(repository.merged("two"), github, tmp_path / "two").use().failed
    (comment,) = github.ours()
    assert "nothing changes" in comment


def test_what_the_guard_refuses_fails_and_is_said(
    repository: Repository, github: Forge, tmp_path: Path, update: bool
) -> None:
    repository.change(LEAVES)
    done = Job(repository.merged("one"), github, tmp_path).use()
    assert done.outcomes["diff"] == "failure"
    told("github-refused", parts(done, github), update)


def test_code_of_the_pull_request_never_runs(repository: Repository, github: Forge, tmp_path: Path) -> None:
    names = ("gitune", "click", "json", "pydantic", "venv", "pip", "sitecustomize", "usercustomize")
    modules = " ".join(f"{name}.py" for name in names)
    repository.change(f"for f in {modules}; do echo 'raise SystemExit(\"OWNED\")' > $f; done\n{RATE}")
    job = Job(repository.merged("one"), github, tmp_path)
    job.environment["PYTHONPATH"] = str(job.workspace)
    done = job.use(sarif="true")
    assert not done.failed, done.log
    assert "OWNED" not in done.log
    assert len(github.ours()) == 1


@pytest.mark.parametrize("text", ["$(touch owned)", "`touch owned`", "; touch owned", "* --help", "-o elsewhere"])
def test_an_input_is_never_a_program(text: str, repository: Repository, github: Forge, tmp_path: Path) -> None:
    repository.change(NOTHING)
    job = Job(repository.merged("one"), github, tmp_path)
    done = job.use(paths=text, against=text, locked=text, drift=text, comment=text)
    assert done.outcomes["check"] == "failure"
    assert "Usage" not in done.log
    assert job.use(today=text).outcomes["check"] == "failure"
    assert not list(tmp_path.rglob("owned"))


def test_a_branch_is_never_a_program(repository: Repository, github: Forge, tmp_path: Path) -> None:
    repository.change(NOTHING)
    done = Job(repository.merged("one"), github, tmp_path, base="x$(touch${IFS}owned)").use()
    assert done.outcomes["diff"] == "failure"
    assert "GT522" in done.log
    assert not list(tmp_path.rglob("owned"))


def test_code_scanning_gets_what_the_check_found(repository: Repository, github: Forge, tmp_path: Path) -> None:
    repository.change(BREAKS)
    upload = "github/codeql-action/upload-sarif"
    done = Job(repository.merged("one"), github, tmp_path).use(sarif="true")
    results = json.loads(Path(done.used[upload]["sarif_file"]).read_text())["runs"][0]["results"]
    assert {"GT101", "GT104"} <= {result["ruleId"] for result in results}
    assert done.outcomes["check"] == "failure"


def test_an_upload_that_is_refused_fails_nothing(repository: Repository, github: Forge, tmp_path: Path) -> None:
    repository.change(NOTHING)
    upload = "github/codeql-action/upload-sarif"
    done = Job(repository.merged("one"), github, tmp_path).use(sarif="true", failing=(upload,))
    assert done.outcomes["Upload to code scanning"] == "failure"
    assert all(done.outcomes[step] == "success" for step in ("check", "drift", "diff", "report"))


def test_a_push_has_no_pull_request(repository: Repository, github: Forge, tmp_path: Path) -> None:
    repository.change(RATE)
    done = Job(repository.merged("one"), github, tmp_path, base="", number=None).use()
    assert not done.failed
    assert done.outcomes["diff"] == "skipped"
    assert github.asked == []
    compared = Job(repository.merged("two"), github, tmp_path, base="", number=None).use(against="origin/main")
    assert compared.outcomes["diff"] == "success"
    assert "learning rate" in compared.summary
    assert github.asked == []


def test_what_is_switched_off_stays_off(repository: Repository, github: Forge, tmp_path: Path) -> None:
    repository.change(DRIFTS)
    done = Job(repository.merged("one"), github, tmp_path).use(drift="false", comment="false")
    assert not done.failed
    assert done.outcomes["drift"] == "skipped"
    assert github.asked == []
    assert "200 -&#62; 300" in done.summary


def test_paths_and_locks(repository: Repository, github: Forge, tmp_path: Path) -> None:
    repository.change(BREAKS)
    workspace = repository.merged("one")
    assert not Job(workspace, github, tmp_path).use(paths="team-b\n").failed
    locked = Job(workspace, github, tmp_path).use(paths="team-b", locked="true")
    assert locked.outcomes["check"] == "failure"
    assert "GT40" in locked.log


def test_only_what_changed_is_checked(repository: Repository, github: Forge, tmp_path: Path) -> None:
    repository.change(RATE)
    some = Job(repository.merged("one"), github, tmp_path).use(changed_only="true", drift="false", comment="false")
    assert not some.failed
    assert "support-bot" in some.log
    assert "contract-notes" not in some.log
    repository.change(UNDONE)
    none = Job(repository.merged("two"), github, tmp_path).use(changed_only="true", drift="false", comment="false")
    assert not none.failed
    assert "support-bot" not in none.log


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([502, 429, "drop"], "comment made"),
        ([None, "lost"], "the comment says so already"),
        ([500] * 8, "::warning title=gitune::no comment: GitHub cannot be reached (HTTP 500)"),
        ([401], "::notice title=gitune::this job's token may not comment"),
        ([302], "::notice title=gitune::no comment: HTTP 302"),
    ],
)
def test_a_forge_in_trouble_fails_no_job(
    answers: list[int | str | None], said: str, repository: Repository, github: Forge, tmp_path: Path
) -> None:
    repository.change(RATE)
    github.answers = list(answers)
    done = Job(repository.merged("one"), github, tmp_path).use(drift="false")
    assert not done.failed
    assert said in done.log
    assert TOKEN not in done.log
    assert len(github.ours()) <= 1


def test_the_author_of_the_comment_is_the_tokens(repository: Repository, github: Forge, tmp_path: Path) -> None:
    github.add(f"{MARKER}\nOld.", str(BOT["login"]))
    repository.change(RATE)
    Job(repository.merged("one"), github, tmp_path).use(comment_author="gitune-bot[bot]", drift="false")
    assert len(github.ours()) == 2
