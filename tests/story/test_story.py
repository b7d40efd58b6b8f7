"""A team's repository over a few weeks, in a real Git repository: what `gitune diff` says, and what stands in the tree.

Each step is a shell script in `steps/` that edits the work tree; the `.out` beside it has what `diff` then says. What
is not refused is compiled and committed. A new step is a new file; `--update` writes what it says.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from gitune.cli.boundary import run
from support.owned import owned_problems
from support.trees import tree_bytes

STEPS = sorted((Path(__file__).parent / "steps").glob("*.sh"))
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


class Told(NamedTuple):
    """What came of one step."""

    said: str
    problems: list[str]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Told]]:
    """Every step, one after the other."""
    folder = tmp_path_factory.mktemp("story")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        patch.chdir(folder)
        shell("git init -q -b main . && git commit -q --allow-empty -m begin")
        yield {step.stem: told(step, folder) for step in STEPS}


def told(step: Path, folder: Path) -> Told:
    shell(step.read_text())
    code, out, err = gitune("diff", ".", "--against", "HEAD", "--format", "concise", "--ignore", "GT402")
    said = re.sub(r"\(commit [0-9a-f]+\)", "(commit <hash>)", f"{out}{err}exit {code}\n")
    if code:
        return Told(said, untouched())
    assert gitune("compile", ".")[0] == 0
    problems = owned_problems(folder / "rendered") + fresh(folder)
    shell(f"git add -A && git commit -q -m {step.stem}")
    again = gitune("diff", ".", "--against", "HEAD", "--format", "concise", "--ignore", "GT402")
    if "nothing changes" not in again[1]:
        problems.append(f"what was just committed is said to change: {again[1]}")
    return Told(said, problems)


def fresh(folder: Path) -> list[str]:
    """How the tree differs from that of a compile into an empty folder."""
    other = folder.parent / f"{folder.name}-fresh"
    shell(f"rm -rf {other}")
    assert gitune("compile", ".", "-o", str(other))[0] == 0
    tree, new = tree_bytes(folder / "rendered"), tree_bytes(other)
    return sorted(path for path in {*tree, *new} if tree.get(path) != new.get(path))


def untouched() -> list[str]:
    """Rendered files that differ from the last commit although the step was refused."""
    return shell("git status --porcelain -- rendered").splitlines()


def gitune(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    return code, out.getvalue(), err.getvalue()


def shell(script: str) -> str:
    done = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("step", STEPS, ids=[step.stem for step in STEPS])
def test_diff_says(step: Path, story: dict[str, Told], update: bool) -> None:
    expected = step.with_suffix(".out")
    if update:
        expected.write_text(story[step.stem].said)
    assert story[step.stem].said == expected.read_text()


@pytest.mark.parametrize("step", STEPS, ids=[step.stem for step in STEPS])
def test_the_tree_is_what_manifests_and_a_fresh_compile_say(step: Path, story: dict[str, Told]) -> None:
    assert story[step.stem].problems == []
