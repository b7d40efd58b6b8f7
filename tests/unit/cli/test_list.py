"""`gitune list` in real repositories: each state, each kind of mistake, and what is printed where."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gitune.cli.boundary import run
from support.specs import BASE, merged
from support.trees import tree_bytes

PROJECT = {"archive": []}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one run that is committed; the working directory."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@b")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    folder = tmp_path / "re po ü"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "-q", "-b", "main")
    project()
    write("a.finetune.yaml")
    render()
    commit()
    return folder


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], capture_output=True, check=True)


def commit() -> None:
    git("add", "-A")
    git("commit", "-q", "-m", "one")


def project(**fields: object) -> None:
    Path("gitune.yaml").write_text(json.dumps({**PROJECT, **fields}))


def write(file: str, **changes: object) -> None:
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text(json.dumps(merged(BASE, changes)))


def render() -> None:
    assert run(["compile", ".", "--ignore", "GT402"]) == 0


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """The list as JSON, after a call that succeeds."""
    capsys.readouterr()
    assert run(["list", "-o", "json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def states(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    return {entry["name"]: entry["state"] for entry in listed(capsys, *arguments)["runs"]}


def test_committed(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = listed(capsys)
    (entry,) = data["runs"]
    assert (entry["name"], entry["state"], entry["spec"]) == ("default/test", "committed", "a.finetune.yaml")
    assert entry["run"] == f"test-{entry['digest']}"
    assert len(data["commit"]) == 40


def test_a_commit_counts_and_not_what_is_staged(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("a.finetune.yaml", training={"seed": 7})
    assert states(capsys) == {"default/test": "drifted"}
    render()
    assert states(capsys) == {"default/test": "rendered"}
    git("add", "-A")
    assert states(capsys) == {"default/test": "rendered"}
    git("commit", "-q", "-m", "two")
    assert states(capsys) == {"default/test": "committed"}


@pytest.mark.parametrize("damage", ["edit", "remove", "add"])
def test_drifted(repo: Path, capsys: pytest.CaptureFixture[str], damage: str) -> None:
    file = next(Path("rendered").rglob("trainjob.yaml"))
    if damage == "edit":
        file.write_text(file.read_text() + "# by hand\n")
    elif damage == "remove":
        file.unlink()
    else:
        file.with_name("extra.yaml").write_text("{}\n")
    assert states(capsys) == {"default/test": "drifted"}


def test_what_is_ignored_by_git_is_rendered_and_not_committed(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git("rm", "-r", "-q", "--cached", "rendered")
    Path(".gitignore").write_text("rendered/\n")
    commit()
    assert states(capsys) == {"default/test": "rendered"}


def test_unrendered_and_stale(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("a.finetune.yaml", metadata={"name": "other"})
    assert states(capsys) == {"default/other": "unrendered", "default/test": "stale"}
    assert states(capsys, "a.finetune.yaml") == {"default/other": "unrendered"}
    stale = next(entry for entry in listed(capsys)["runs"] if entry["state"] == "stale")
    assert stale["spec"] == "a.finetune.yaml"
    assert stale["run"].startswith("test-")


@pytest.mark.parametrize("spec", ["stays", "goes"])
def test_archived(repo: Path, capsys: pytest.CaptureFixture[str], spec: str) -> None:
    name = listed(capsys)["runs"][0]["run"]
    project(archive=[f"default/{name}"])
    write("b.finetune.yaml", metadata={"name": "other"})
    if spec == "goes":
        Path("a.finetune.yaml").unlink()
    assert states(capsys) == {"default/other": "unrendered", "default/test": "archived"}


def test_without_git_nothing_is_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write("finetune.yaml")
    assert states(capsys) == {"default/test": "unrendered"}
    render()
    data = listed(capsys)
    assert (data["runs"][0]["state"], data["commit"]) == ("rendered", None)


def test_broken_specs_stop_nothing(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("b.finetune.yaml", metadata={"name": "typo"}, resources={"accelerator": "h100-90gb"})
    write("c.finetune.yaml", metadata={"name": "wrong", "labels": {"owner": "us"}}, training={"epochs": "many"})
    Path("d.finetune.yaml").write_text("kind: [\n")
    Path("e.finetune.yaml").write_text("")
    entries = listed(capsys)["runs"]
    assert [(entry["name"], entry["spec"]) for entry in entries if entry["state"] == "broken"] == [
        ("default/typo", "b.finetune.yaml"),
        ("default/wrong", "c.finetune.yaml"),
        (None, "d.finetune.yaml"),
        (None, "e.finetune.yaml"),
    ]
    assert [entry["error"]["code"] for entry in entries if entry["name"] == "default/typo"] == ["GT209"]
    assert next(entry for entry in entries if entry["name"] == "default/wrong")["owners"] == ["us"]
    capsys.readouterr()
    assert run(["list"]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[2].endswith("b.finetune.yaml:1: GT209")
    assert printed.err == "5 runs, 1 GPU: 4 broken, 1 committed\n4 specs do not compile: `gitune check` says why\n"


def test_specs_that_claim_one_name(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("b.finetune.yaml", training={"seed": 9})
    found = {(entry["spec"], entry["state"]) for entry in listed(capsys)["runs"]}
    assert ("b.finetune.yaml", "broken") in found


def test_a_broken_lock_is_the_specs_mistake(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.finetune.lock.yaml").write_text("nonsense: 1\n")
    (entry,) = listed(capsys)["runs"]
    assert entry["state"] == "broken"
    assert entry["error"]["file"] == "a.finetune.lock.yaml"


def test_a_broken_project_is_reported_and_fails(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("gitune.yaml").write_text("outputt: x\n")
    assert run(["list", ".", "--format", "concise"]) == 1
    assert "gitune.yaml:1:1: GT101" in capsys.readouterr().err


def test_a_path_that_is_not_there(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list", "nowhere.yaml", "--format", "concise"]) == 2
    assert "GT001" in capsys.readouterr().err


def test_environments(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(environments={"dev": {"set": {"training.seed": 3}}, "prod": {}})
    data = listed(capsys)
    assert [(entry["environment"], entry["state"]) for entry in data["runs"]] == [
        ("dev", "unrendered"),
        ("prod", "unrendered"),
    ]
    assert len({entry["digest"] for entry in data["runs"]}) == 2
    render()
    assert {entry["state"] for entry in listed(capsys, "--env", "dev")["runs"]} == {"rendered"}


def test_a_grid_is_a_run_each_and_their_volume_none(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("a.finetune.yaml", matrix={"training.seed": [1, 2, 3]})
    assert list(states(capsys).values()).count("unrendered") == 3
    render()
    commit()
    assert list(states(capsys).values()) == ["committed"] * 3
    volume = next(file for file in Path("rendered").rglob("persistentvolumeclaim.yaml"))
    volume.write_text(f"# by hand\n{volume.read_text()}")
    assert list(states(capsys).values()) == ["drifted"] * 3


def test_owners(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("CODEOWNERS").write_text("* @all\n/team-b/ @acme/b @b\n")
    write("team-b/b.finetune.yaml", metadata={"name": "theirs"})
    write("team-b/c.finetune.yaml", metadata={"name": "labelled", "labels": {"owner": "mary"}})
    owners = {entry["name"]: entry["owners"] for entry in listed(capsys)["runs"]}
    assert owners == {"default/test": ["@all"], "default/theirs": ["@acme/b", "@b"], "default/labelled": ["mary"]}


def test_places_are_the_repositorys_wherever_it_runs(
    repo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("deep/er/b.finetune.yaml", metadata={"name": "deep"}, training={"epochs": "many"})
    monkeypatch.chdir(repo / "deep")
    (entry,) = listed(capsys, ".")["runs"]
    assert (entry["spec"], entry["error"]["file"]) == ("deep/er/b.finetune.yaml",) * 2


def test_git_is_asked_twice_however_many_specs_there_are(
    repo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    real = subprocess.run
    monkeypatch.setattr(
        subprocess, "run", lambda command, **options: (calls.append(command), real(command, **options))[1]
    )
    for number in range(5):
        write(f"{number}/finetune.yaml", metadata={"name": f"x{number}"})
    assert len(listed(capsys)["runs"]) == 6
    assert len(calls) == 2


def test_the_page_is_written_and_the_tree_left_alone(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree_bytes(repo / "rendered")
    capsys.readouterr()
    assert run(["list", "--html", "out.html", "--title", "A & B"]) == 0
    assert capsys.readouterr().out == ""
    page = Path("out.html").read_text()
    assert "<title>A &amp; B</title>" in page
    assert str(repo.parent) not in page
    assert run(["list", "--html", "-", "--title", "A & B"]) == 0
    assert capsys.readouterr().out == page
    assert run(["list", "--html", "out.html", "-o", "table"]) == 0
    assert "default/test" in capsys.readouterr().out
    assert tree_bytes(repo / "rendered") == before


def test_a_page_that_cannot_be_written(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list", "--html", "no/such/folder.html"]) == 1
    assert "cannot write no/such/folder.html" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["-"], [".", "--html", "-", "-o", "json"]])
def test_what_makes_no_sense(repo: Path, arguments: list[str]) -> None:
    assert run(["list", *arguments]) == 2


def test_no_secret_is_listed(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = "hf_" + "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv1Wx"
    write("b.finetune.yaml", metadata={"name": "leak", "description": f"use {token}"})
    write("c.finetune.yaml", metadata={"name": token})
    for arguments in (["-o", "json"], ["-o", "table"], ["--html", "-"]):
        run(["list", *arguments])
        printed = capsys.readouterr()
        assert token not in printed.out + printed.err
