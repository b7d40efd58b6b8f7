"""Teams' repositories over a few weeks, in real Git repositories: what `gitune diff` says, and what stands in the tree.

Each folder is a story. Each step of it is a shell script that edits the work tree; the `.out` beside it has what `diff`
then says. What is not refused is compiled and committed. A new step is a new file; `--update` writes what it says.
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

STORIES = sorted(folder for folder in Path(__file__).parent.iterdir() if next(folder.glob("*.sh"), None))
STEPS = [step for folder in STORIES for step in sorted(folder.glob("*.sh"))]
NAMES = [f"{step.parent.name}/{step.stem}" for step in STEPS]
ONCE = {f"flux/{name}" for name in ("kustomization.yaml", "root.yaml", "source.yaml")}
"""No fine-tune's manifest lists what stands once for the project."""
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


class Stories:
    """Each story told once, from its first step to its last, when somebody asks for one of them."""

    def __init__(self, folders: pytest.TempPathFactory, patch: pytest.MonkeyPatch) -> None:
        self._folders = folders
        self._patch = patch
        self._told: dict[Path, Told] = {}

    def told(self, step: Path) -> Told:
        if step not in self._told:
            folder = self._folders.mktemp(step.parent.name)
            self._patch.chdir(folder)
            shell("git init -q -b main . && git commit -q --allow-empty -m begin")
            self._told |= {each: told(each, folder) for each in STEPS if each.parent == step.parent}
        return self._told[step]


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stories]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        yield Stories(tmp_path_factory, patch)


def told(step: Path, folder: Path) -> Told:
    shell(step.read_text())
    code, out, err = gitune("diff", ".", "--against", "HEAD", "--format", "concise", "--ignore", "GT402")
    said = re.sub(r"\(commit [0-9a-f]+\)", "(commit <hash>)", f"{out}{err}exit {code}\n")
    if code:
        return Told(said, untouched())
    assert gitune("compile", ".")[0] == 0
    problems = [path for tree in trees(folder) for path in owned_problems(tree) if path not in ONCE] + fresh(folder)
    shell(f"git add -A && git commit -q -m {step.stem}")
    again = gitune("diff", ".", "--against", "HEAD", "--format", "concise", "--ignore", "GT402")
    if "nothing changes" not in again[1]:
        problems.append(f"what was just committed is said to change: {again[1]}")
    return Told(said, problems)


def trees(folder: Path) -> list[Path]:
    """Every rendered tree: one for each environment."""
    return sorted(root.parent for root in (folder / "rendered").glob("**/flux") if root.is_dir())


def fresh(folder: Path) -> list[str]:
    """How the trees differ from those of a compile in a repository that never had any."""
    other = folder.parent / f"{folder.name}-fresh"
    shell(f"rm -rf {other} && cp -r . {other} && rm -rf {other}/rendered")
    with contextlib.chdir(other):
        assert gitune("compile", ".")[0] == 0
    tree, new = tree_bytes(folder / "rendered"), tree_bytes(other / "rendered")
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


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_diff_says(step: Path, stories: Stories, update: bool) -> None:
    expected, said = step.with_suffix(".out"), stories.told(step).said
    if update:
        expected.write_text(said)
    assert said == expected.read_text()


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_the_tree_is_what_manifests_and_a_fresh_compile_say(step: Path, stories: Stories) -> None:
    assert stories.told(step).problems == []
