"""`--changed-since`: which specs a change is about, and what it leaves behind."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fleet.team import SPECS, files, settle, spec_path
from gitune.cli.boundary import run

ENVIRONMENT = {
    **{
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A"), ("EMAIL", "a@b"))
    },
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "NO_COLOR": "1",
}
ALL = set(range(SPECS))
OTHER_BASE = "method: {kind: lora, rank: 8}\nresources: {accelerator: h100-80gb, gpusPerNode: 1}\n"
STAY = {5: "../bases/other.yaml", 6: '"..\\u002fbases/other.yaml"', 7: "../bases/third.yaml"}
"""Specs that start from another base: as nearly all write it, hidden, and through a third."""


def repository_files() -> dict[str, str]:
    found = files()
    found["bases/other.yaml"] = OTHER_BASE
    found["bases/third.yaml"] = "extends: other.yaml\n"
    for number, base in STAY.items():
        found[spec_path(number)] = found[spec_path(number)].replace("../bases/lora.yaml", base)
    found[".gitignore"] = "ignored/\n"
    return found


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Committed on `main`, rendered; the work tree is on a branch."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    settle(tmp_path, repository_files())
    git("init", "-q", "-b", "main")
    assert run(["compile", "."]) == 0
    commit("begin")
    git("checkout", "-q", "-b", "change")
    return tmp_path


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def commit(what: str) -> None:
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", what)


def edit(place: str, old: str, new: str) -> None:
    file = Path(place)
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def checked(capfd: pytest.CaptureFixture[str]) -> set[int]:
    """The specs that `check` looks at: each has a warning that nothing is pinned."""
    run(["check", ".", "--changed-since", "main", "--format", "concise"])
    said = capfd.readouterr().out
    return {int(number) for number in re.findall(r"^specs/run-([0-9]+)\.finetune\.yaml:.*GT402", said, re.MULTILINE)}


def drifting(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, set[str]]:
    """What `compile --check` finds, by its code: the runs' folders."""
    run(
        [
            "compile",
            "--check",
            ".",
            *(arguments or ("--changed-since", "main")),
            "--format",
            "concise",
            "--ignore",
            "GT402",
        ]
    )
    found: dict[str, set[str]] = {}
    for path, code in re.findall(r"^(\S+?):1:1: (GT50[123])", capfd.readouterr().err, re.MULTILINE):
        found.setdefault(code, set()).add("/".join(path.split("/")[1:4]))
    return found


EDITS: dict[str, tuple[Callable[[], object], set[int]]] = {
    "nothing": (lambda: None, set()),
    "a spec": (lambda: edit(spec_path(2), "epochs: 1", "epochs: 2"), {2}),
    "a lock": (lambda: Path("specs/run-2.finetune.lock.yaml").write_text("{}\n"), {2}),
    "a new spec": (lambda: Path(spec_path(11)).write_text(files()[spec_path(1)].replace("run-1", "run-11")), {11}),
    "a base": (lambda: edit("bases/lora.yaml", "rank: 8", "rank: 16"), {0, 1, 2, 3, 4}),
    "a base of a base": (lambda: edit("bases/other.yaml", "rank: 8", "rank: 16"), {5, 6, 7}),
    "a base that is in the middle": (lambda: edit("bases/third.yaml", "other", "lora"), {7}),
    "the project file": (lambda: edit("gitune.yaml", "seed: 7", "seed: 8"), ALL),
    "a policy": (lambda: edit("policies/limits.yaml", "max: 64", "max: 63"), ALL),
    "a new policy": (lambda: shutil.copy("policies/limits.yaml", "policies/more.yaml"), ALL),
    "the catalog": (lambda: edit("runtimes/images.yaml", "trainer:1", "trainer:2"), ALL),
    "a new entry of the catalog": (lambda: Path("runtimes/README.md").write_text("ours\n"), ALL),
    "something else": (lambda: Path("README.md").write_text("hello\n"), set()),
    "what git ignores": (lambda: (Path("ignored").mkdir(), Path("ignored/x").write_text("x")), set()),
    "a project below": (lambda: Path("specs/gitune.yaml").write_text("defaults: {training: {epochs: 1}}\n"), ALL),
    "a rendered file": (lambda: edit("rendered/dev/team-a/run-3/run/trainjob.yaml", "Job", "Bob"), set()),
}


@pytest.mark.parametrize("state", ["work tree", "staged", "committed"])
@pytest.mark.parametrize("what", EDITS)
def test_check_looks_at_what_changed(
    what: str, state: str, repository: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    act, expected = EDITS[what]
    act()
    if state != "work tree":
        git("add", "-A")
    if state == "committed":
        commit("change")
    capfd.readouterr()
    assert checked(capfd) == (expected if what != "a new policy" else set())  # that one has the name of another


def test_a_policy_that_went_is_a_change(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copy("policies/limits.yaml", "policies/more.yaml")
    edit("policies/more.yaml", "name: limits", "name: more")
    commit("more")
    git("branch", "-f", "main")
    Path("policies/more.yaml").unlink()
    capfd.readouterr()
    assert checked(capfd) == ALL


def test_what_others_did_meanwhile_is_no_change(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    edit(spec_path(2), "epochs: 1", "epochs: 2")
    commit("mine")
    git("checkout", "-q", "main")
    edit(spec_path(3), "epochs: 1", "epochs: 2")
    commit("theirs")
    git("checkout", "-q", "change")
    capfd.readouterr()
    assert checked(capfd) == {2}


def test_a_linked_spec_changes_with_what_it_leads_to(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path(spec_path(2)).rename("two.yaml")
    Path(spec_path(2)).symlink_to("../two.yaml")
    edit("two.yaml", "../bases", "bases")
    commit("linked")
    git("branch", "-f", "main")
    edit("two.yaml", "epochs: 1", "epochs: 3")
    run(["check", ".", "--changed-since", "main", "--format", "concise"])
    assert {line.split(":")[0] for line in capfd.readouterr().out.splitlines()} == {"two.yaml"}


def test_drift_of_a_change(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    edit(spec_path(2), "epochs: 1", "epochs: 2")
    found = drifting(capfd)
    assert found == {"GT501": {"dev/team-a/run-2", "prod/team-a/run-2"}}
    assert run(["compile", "."]) == 0
    capfd.readouterr()
    assert drifting(capfd) == {}


@pytest.mark.parametrize("state", ["work tree", "committed"])
@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("rendered/dev/team-a/run-3/run/trainjob.yaml", "GT501"),
        ("rendered/prod/team-a/run-0-r8/run/torchtune.yaml", "GT501"),
        ("rendered/dev/team-a/run-3/gitune-manifest.json", "GT501"),
        ("rendered/dev/flux/team-a-run-4.yaml", "GT501"),
        ("rendered/dev/flux/kustomization.yaml", "GT501"),
    ],
)
def test_a_hand_in_the_tree_is_found(
    place: str, code: str, state: str, repository: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    Path(place).write_bytes(Path(place).read_bytes() + b"# by hand\n")
    if state == "committed":
        commit("by hand")
    expected = {code: {"/".join(place.split("/")[1:4])}}
    assert drifting(capfd) == expected
    assert drifting(capfd, "--no-cache") == expected


def test_a_file_that_lies_about_its_spec_is_found(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Both the run that the manifest names now and the one that it named before are looked at."""
    place = "rendered/dev/team-a/run-3/gitune-manifest.json"
    edit(place, "run-3.finetune", "run-4.finetune")
    edit("rendered/dev/team-a/run-3/run/trainjob.yaml", "Job", "Bob")
    assert drifting(capfd) == {"GT501": {"dev/team-a/run-3"}}


def test_files_that_went_and_files_that_came(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("rendered/dev/team-a/run-3/run/trainjob.yaml").unlink()
    Path("rendered/dev/team-a/run-4/run/more.yaml").write_text("more\n")
    assert drifting(capfd) == {"GT502": {"dev/team-a/run-3"}, "GT503": {"dev/team-a/run-4"}}
    shutil.rmtree("rendered/dev/team-a/run-3")
    assert drifting(capfd)["GT502"] == {"dev/team-a/run-3"}


@pytest.mark.parametrize("state", ["work tree", "committed"])
def test_a_spec_that_went_leaves_drift(state: str, repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The same that a check of everything finds."""
    Path(spec_path(4)).unlink()
    if state == "committed":
        commit("removed")
    found = drifting(capfd)
    assert {"dev/team-a/run-4", "prod/team-a/run-4"} < found["GT503"]
    assert found == drifting(capfd, "--no-cache")
    assert run(["compile", "."]) == 0
    capfd.readouterr()
    assert drifting(capfd) == {}


def test_a_spec_of_another_name_leaves_drift(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    edit(spec_path(4), "run-4", "another")
    found = drifting(capfd)
    assert {"dev/team-a/run-4", "prod/team-a/run-4"} < found["GT503"]
    assert {"dev/team-a/another", "prod/team-a/another"} < found["GT502"]
    assert found == drifting(capfd, "--no-cache")


def test_old_drift_of_others_is_not_ours(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    edit("rendered/dev/team-a/run-3/run/trainjob.yaml", "Job", "Bob")
    commit("drift that is there")
    git("branch", "-f", "main")
    edit(spec_path(2), "epochs: 1", "epochs: 2")
    assert drifting(capfd) == {"GT501": {"dev/team-a/run-2", "prod/team-a/run-2"}}


def clashing(capfd: pytest.CaptureFixture[str], *arguments: str) -> set[tuple[str, str]]:
    """Places and codes of what two specs cannot both have."""
    run(["check", ".", "--format", "concise", *arguments])
    return set(re.findall(r"^(\S+): (GT504|GT59[0-9])", capfd.readouterr().out, re.MULTILINE))


CLASHES: dict[str, Callable[[], object]] = {
    "name": lambda: edit(spec_path(2), "name: run-2", "name: run-4"),
    "name of a run of a matrix": lambda: edit(spec_path(2), "name: run-2", "name: run-0-r16"),
    "name of a matrix": lambda: edit(spec_path(2), "name: run-2", "name: run-0"),
    "one title of two": lambda: edit(spec_path(2), "run-2, namespace: team-a", "a-run-4, namespace: team"),
    "a shared claim for fewer": lambda: edit(spec_path(2), "training:", CLAIM.format(4) + "training:"),
    "claims of others for fewer": lambda: edit(spec_path(4), "{name", "{labels: {a: b}, name"),
}
CLAIM = "storage: {{claimName: run-{}}}\nresources: {{nodes: 2}}\n"


@pytest.mark.parametrize("what", CLASHES)
def test_clashes_with_what_did_not_change_are_found(
    what: str, repository: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The same that a check of everything finds."""
    if what == "claims of others for fewer":
        edit(spec_path(2), "training:", CLAIM.format(4) + "training:")
        commit("a clash that is there")
        git("branch", "-f", "main")
        assert clashing(capfd, "--changed-since", "main") == set()
    CLASHES[what]()
    found = clashing(capfd, "--changed-since", "main")
    assert found
    assert found == clashing(capfd)


def test_a_revision_that_is_none(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["check", ".", "--changed-since", "nowhere"]) == 2
    assert "GT522" in capfd.readouterr().out
    assert run(["compile", "--check", ".", "--changed-since", "nowhere"]) == 2
    assert "GT522" in capfd.readouterr().err


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    settle(tmp_path, files())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert run(["check", ".", "--changed-since", "main"]) == 2
    assert "GT521" in capfd.readouterr().out


def test_a_tree_is_written_whole(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["compile", ".", "--changed-since", "main"]) == 2
    assert "--check" in capfd.readouterr().err
