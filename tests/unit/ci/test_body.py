from __future__ import annotations

from pathlib import Path

from gitune.ci.body import LONGEST, body_of
from gitune.diagnostics.report.markdown import MARKER as REPORT
from gitune.diff.markdown import LONGEST as LONGEST_DIFF
from gitune.diff.markdown import MARKER


def said(folder: Path, **files: str) -> tuple[str, bool]:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    body = body_of(folder)
    assert body is not None
    assert body.text.startswith(f"{MARKER}\n")
    assert body.text.count("<!--") == 1
    return body.text, body.quiet


def test_nothing_is_there(tmp_path: Path) -> None:
    assert body_of(tmp_path) is None
    (tmp_path / "diff.md").write_text("")
    assert body_of(tmp_path) is None


def test_a_broken_spec_comes_before_everything(tmp_path: Path) -> None:
    text, quiet = said(tmp_path, check_md=f"{REPORT}\n### gitune: 1 error\n", diff_md=f"{MARKER}\n\n### old\n")
    assert "1 error" in text
    assert "old" not in text
    assert not quiet


def test_a_diff_is_said_as_it_is(tmp_path: Path) -> None:
    diff = f"{MARKER}\n\n### gitune: one changes\n\n| a table |\n"
    assert said(tmp_path, diff_md=diff, drift_txt="") == (diff, False)


def test_nothing_changes_is_quiet(tmp_path: Path) -> None:
    assert said(tmp_path, diff_md=f"{MARKER}\n\n### gitune: nothing changes\n")[1]


def test_drift_is_never_quiet_and_its_fence_holds(tmp_path: Path) -> None:
    drift = "```/x:1:1: GT501 ```/x differs\n" * 30
    text, quiet = said(tmp_path, drift_txt=drift, diff_md=f"{MARKER}\n\n### gitune: nothing changes\n")
    assert not quiet
    assert "````text\n```/x differs\n" in text
    assert "and 10 more\n````\n" in text


def test_the_longest_diff_and_much_drift_fit(tmp_path: Path) -> None:
    diff = f"{MARKER}\n\n".ljust(LONGEST_DIFF - 1, "x") + "\n"
    text, _ = said(tmp_path, diff_md=diff, drift_txt=f"{'y' * 200}:1:1: GT501 differs\n" * 50)
    assert "The rendered tree is not" in text
    assert "yyy" not in text
    assert LONGEST_DIFF < len(text) <= LONGEST
