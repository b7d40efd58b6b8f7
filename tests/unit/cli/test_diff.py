"""`gitune diff` in real Git repositories: what it reads, what it prints where, and how it ends."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from gitune.lock.write import lock_text
from support.gitrepo import begin, commit, diff, git, write
from support.locks import lock_for
from support.trees import tree_bytes


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one spec that is rendered and committed on `main`; the working directory."""
    folder = begin(tmp_path / "re po ü", monkeypatch)
    write("finetune.yaml")
    commit()
    return folder


def test_nothing_changes(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(capsys) == (0, "against main: nothing changes (1 spec)\n", "")


def test_a_change_is_printed_and_nothing_is_written(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("finetune.yaml", training={"learningRate": 1e-4})
    before = tree_bytes(repo)
    code, out, err = diff(capsys)
    assert (code, err) == (0, "")
    assert "learning rate             2e-05 -> 0.0001" in out
    assert tree_bytes(repo) == before


def test_refused_is_one_and_still_printed(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("finetune.yaml", storage={"className": "fast"})
    for output in ("text", "markdown", "json"):
        code, out, err = diff(capsys, "-o", output)
        assert code == 1
        assert "fast" in out
        assert "GT513" in err
    assert [refusal["code"] for refusal in json.loads(out)["refusals"]] == ["GT513"]


def test_markdown_begins_with_the_marker(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(capsys, "-o", "markdown")[1].startswith("<!-- gitune diff -->\n")


def test_origin_main_comes_before_main_before_head(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(capsys)[1].startswith("against main:")
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    assert diff(capsys)[1].startswith("against origin/main:")
    git("update-ref", "-d", "refs/remotes/origin/main")
    git("branch", "-m", "trunk")
    assert diff(capsys)[1].startswith("against HEAD:")


def test_what_main_did_meanwhile_is_no_change_of_this_branch(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git("checkout", "-q", "-b", "branch")
    write("finetune.yaml", training={"seed": 1})
    commit()
    git("checkout", "-q", "main")
    write("more/x.finetune.yaml", metadata={"name": "more"})
    (repo / "gitune.yaml").write_text("{}\n")
    commit()
    git("checkout", "-q", "branch")
    code, out, _ = diff(capsys, ".", "--against", "main")
    assert code == 0
    assert "more" not in out
    assert "1 of 1 spec changes, 1 run starts" in out


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:finetune.yaml", ""])
def test_no_such_revision_is_two(repo: Path, revision: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = diff(capsys, f"--against={revision}")
    assert (code, out) == (2, "")
    assert "GT522" in err


def test_outside_of_a_repository_is_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write("finetune.yaml")
    code, out, err = diff(capsys)
    assert (code, out) == (2, "")
    assert "GT521" in err
    assert "not a git repository" in err


def test_without_git_is_two(repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", str(repo))
    code, _, err = diff(capsys)
    assert code == 2
    assert "the program `git` is not installed" in err


def test_standard_input_has_no_earlier_revision(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = diff(capsys, "-")
    assert code == 2
    assert "standard input has no earlier revision" in err


def test_an_error_in_a_spec_comes_first(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("finetune.yaml", training={"globalBatchSize": 0})
    code, out, err = diff(capsys)
    assert (code, out) == (1, "")
    assert "GT105" in err


def test_the_last_spec_can_be_removed(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "finetune.yaml").unlink()
    code, out, err = diff(capsys)
    assert code == 1
    assert "0 objects created, 2 deleted, 4 left on the cluster" in out
    assert "GT516" in err
    assert diff(capsys, "finetune.yaml")[0] == 1
    run_name = json.loads((repo / "rendered/default/test/gitune-manifest.json").read_text())["run"]
    (repo / "gitune.yaml").write_text(f"archive: [default/{run_name}]\n")
    assert diff(capsys)[0] == 0


def test_it_works_from_a_folder_below(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write("team/a/finetune.yaml", metadata={"name": "a"})
    commit()
    write("team/a/finetune.yaml", metadata={"name": "a"}, training={"seed": 1})
    monkeypatch.chdir(repo / "team" / "a")
    code, out, _ = diff(capsys, "--against", "HEAD")
    assert code == 0
    assert out.startswith("default/a (team/a/finetune.yaml)\n")
    assert "1 of 1 spec changes" in out


def test_one_spec_of_many(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "gitune.yaml").write_text("{}\n")
    write("a.finetune.yaml", metadata={"name": "a"})
    commit()
    write("a.finetune.yaml", metadata={"name": "a"}, training={"seed": 1})
    (repo / "finetune.yaml").unlink()
    code, out, _ = diff(capsys, "a.finetune.yaml", "--against", "HEAD")
    assert code == 0
    assert "1 of 1 spec changes" in out


def test_a_spec_that_moved_is_the_same_fine_tune(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "gitune.yaml").write_text("{}\n")
    commit()
    git("mv", "finetune.yaml", "moved.finetune.yaml")
    code, out, _ = diff(capsys, "moved.finetune.yaml", "--against", "HEAD")
    assert code == 0
    assert "only comments in the rendered files change" in out


def test_the_earlier_project_file_counts_for_the_earlier_tree(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "gitune.yaml").write_text("output: other/tree\n")
    code, out, _ = diff(capsys)
    assert code == 0
    assert "spec.path: ./rendered/default/test/run -> ./other/tree/default/test/run" in out
    assert "no run starts: how it is applied changes (2 objects)" in out


def test_the_earlier_catalog_counts_for_the_earlier_meaning(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "gitune.yaml").write_text("catalog: own\n")
    images = repo / "own" / "images.yaml"
    images.parent.mkdir()
    lines = "initializer: registry.example.com/i:{0}\ntrainer: registry.example.com/t:{0}\ntorch: 2.13.0\n"
    images.write_text(lines.format("one"))
    commit()
    images.write_text(lines.format("two"))
    out = diff(capsys, "--against", "HEAD")[1]
    assert "registry.example.com/t:one -> registry.example.com/t:two" in out
    assert diff(capsys, "--against", "HEAD~1")[1].count("registry.example.com/i:one") == 0


def test_the_earlier_lock_counts_for_the_earlier_pins(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = {"splits": {"train": 52002}, "tokens": {"256": 1000}}
    lock = repo / "finetune.lock.yaml"
    lock.write_text(lock_text(lock_for(facts)))
    commit()
    lock.write_text(lock_text(lock_for(facts | {"splits": {"train": 104004}})).replace("7ae557604adf", "8bf668715bea"))
    out = diff(capsys, "--against", "HEAD")[1]
    assert "rows                      52,002 -> 104,004" in out
    assert "steps                     1,625 -> 3,250" in out
    assert "7ae557604adf67be50417f59c2c2f167def9a775; 1 file pinned" in out
    assert "    trains for about " in out


def test_an_earlier_spec_of_another_gitune_is_no_error(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "finetune.yaml").write_text("apiVersion: gitune.dev/v9\n")
    git("commit", "-q", "-a", "-m", "old")
    write("finetune.yaml", training={"seed": 1})
    code, out, err = diff(capsys)
    assert (code, err) == (0, "")
    assert "what the earlier spec meant is not known" in out
    assert "3 objects created, 0 deleted, 3 left on the cluster" in out


def test_a_tree_that_is_kept_elsewhere_is_made_again(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git("rm", "-r", "-q", "--cached", "rendered")
    git("commit", "-q", "-m", "rendered elsewhere")
    assert diff(capsys)[1] == "against main: nothing changes (1 spec)\n"
    write("finetune.yaml", storage={"className": "fast"})
    assert diff(capsys)[0] == 1


def test_a_spec_that_was_never_rendered_starts(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "gitune.yaml").write_text("{}\n")
    write("a.finetune.yaml", metadata={"name": "a"})
    git("add", "-A")
    git("commit", "-q", "-m", "without a compile")
    code, out, _ = diff(capsys, ".")
    assert code == 0
    assert "starts a new run a-" in out


def test_a_damaged_tree_is_a_warning(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "rendered/default/test/run/trainjob.yaml").write_text("<<<<<<< HEAD\n")
    git("commit", "-q", "-a", "-m", "a conflict")
    code, out, err = diff(capsys)
    assert code == 0
    assert "GT523" in err
    assert "default/test" in out


def test_an_edit_by_hand_of_the_rendered_tree_is_refused(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job = repo / "rendered/default/test/run/trainjob.yaml"
    job.write_text(job.read_text().replace("numNodes: 1", "numNodes: 2"))
    git("commit", "-q", "-a", "-m", "by hand")
    code, _, err = diff(capsys)
    assert code == 1
    assert "GT510 TrainJob `test-" in err
    assert "`spec.trainer.numNodes` would change" in err


@pytest.mark.parametrize("attributes", ["", "rendered/** -diff linguist-generated\n"])
def test_a_run_of_the_history_comes_back(repo: Path, attributes: str, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / ".gitattributes").write_text(attributes)
    write("finetune.yaml", training={"seed": 1})
    commit("two")
    write("finetune.yaml")
    short = git("rev-parse", "--short", "HEAD~1").strip()
    code, out, err = diff(capsys)
    assert code == 0
    assert "GT518 the run `test-" in err
    assert f"(commit {short})" in err
    assert "0 objects created, 3 applied again" in out


def test_a_run_that_only_a_merge_made_is_known_too(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git("checkout", "-q", "-b", "branch")
    write("finetune.yaml", training={"seed": 1})
    commit()
    git("checkout", "-q", "main")
    write("finetune.yaml", training={"seed": 2})
    commit()
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "-q", "--no-commit", "branch")
    write("finetune.yaml", training={"seed": 3})
    commit("merge")
    write("finetune.yaml", training={"seed": 4})
    commit()
    write("finetune.yaml", training={"seed": 3})
    assert "GT518" in diff(capsys)[2]


def test_a_project_file_that_comes_above_a_spec_does_not_remove_it(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("team/finetune.yaml", metadata={"name": "a"})
    commit()
    assert (repo / "team/rendered/default/a").is_dir()
    (repo / "gitune.yaml").write_text("{}\n")
    code, out, err = diff(capsys, ".", "--against", "HEAD")
    assert (code, err) == (0, "")
    assert "spec.path: ./rendered/default/a/run" not in out
    assert "default/a (team/finetune.yaml)" in out
    assert "only comments in the rendered files change" in out


def test_a_lock_for_another_gitune_still_says_what_was_meant(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = {"splits": {"train": 52002}, "tokens": {"256": 1000}}
    text = lock_text(lock_for(facts))
    old = text.replace('torchtune: "0.6.1"', 'torchtune: "0.5.0"').replace("/trainer:", "/old-trainer:")
    assert old.count("0.5.0") == old.count("old-trainer") == 1
    lock = repo / "finetune.lock.yaml"
    lock.write_text(old)
    git("add", "-A")
    git("commit", "-q", "-m", "by an older gitune")
    lock.write_text(lock_text(lock_for(facts | {"splits": {"train": 104004}})))
    code, out, _ = diff(capsys)
    assert code == 0
    assert "rows                      52,002 -> 104,004" in out


def test_a_repository_that_lacks_an_object_is_two(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blob = git("rev-parse", "HEAD:rendered/default/test/run/trainjob.yaml").strip()
    (repo / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    code, out, err = diff(capsys)
    assert (code, out) == (2, "")
    assert f"git lacks an object: {blob} missing" in err


def test_a_project_file_without_specs_is_read_for_its_archive(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "finetune.yaml").unlink()
    (repo / "gitune.yaml").write_text("archive: [nothing]\n")
    code, _, err = diff(capsys)
    assert code == 1
    assert "gitune.yaml:1:11: GT106" in err
    (repo / "gitune.yaml").write_text("archive: [\n")
    assert "GT004" in diff(capsys)[2]
