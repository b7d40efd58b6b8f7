"""A cache never shows in what comes of specs: whatever is edited, and in whatever order."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fleet.team import MATRIX, SPECS, caching, call, files, settle, spec_path
from gitune.fleet.fleet import How
from support.trees import tree_bytes

CACHED, PLAIN = How(jobs=1), How(jobs=1, cache=False)

EDITS = {
    "epochs": ("specs/run-{n}.finetune.yaml", "epochs: 1", "epochs: 2"),
    "unknown key": ("specs/run-{n}.finetune.yaml", "epochs: 1", "epoks: 1"),
    "broken": ("specs/run-{n}.finetune.yaml", "training: {", "training: ["),
    "comment": ("specs/run-{n}.finetune.yaml", "kind: FineTune\n", "kind: FineTune # gitune: ignore[GT402]\n"),
    "no base": ("specs/run-{n}.finetune.yaml", "../bases/lora.yaml", "../bases/none.yaml"),
    "name": ("specs/run-{n}.finetune.yaml", "name: run-{n},", "name: run-1,"),
    "namespace": ("specs/run-{n}.finetune.yaml", "namespace: team-a", "namespace: team-b"),
    "matrix": ("specs/run-{n}.finetune.yaml", "kind: instruct}\n", "kind: instruct}\n" + MATRIX),
    "base rank": ("bases/lora.yaml", "rank: 8", "rank: 128"),
    "base broken": ("bases/lora.yaml", "rank: 8}", "rank: 8"),
    "base of base": ("bases/lora.yaml", "method:", "extends: more.yaml\nmethod:"),
    "default": ("gitune.yaml", "seed: 7", "seed: 8"),
    "environment": ("gitune.yaml", "2.0e-5", "3.0e-5"),
    "cluster": ("gitune.yaml", "output: rendered", "output: rendered\ncluster: {name: west}"),
    "locks": ("gitune.yaml", "output: rendered", "output: rendered\nrequireLock: true"),
    "policy": ("policies/limits.yaml", "max: 64", "max: 4"),
    "policy words": ("policies/limits.yaml", "Keep adapters small", "Adapters are to be small"),
    "image": ("runtimes/images.yaml", "trainer:1", "trainer:2"),
    "image broken": ("runtimes/images.yaml", "torch:", "torsh:"),
}
"""File, what stands there, what stands there then."""
BESIDE = {
    "bases/more.yaml": "training: {learningRate: 1.0e-4}\n",
    "specs/run-2.finetune.lock.yaml": "apiVersion: gitune.dev/v1alpha1\n",
    "policies/more.yaml": "apiVersion: gitune.dev/v1alpha1\nkind: Policy\nmetadata: {name: more, owner: x}\nrules:\n"
    "- {id: seed, message: Seeds are ours, path: training.seed, max: 7}\n",
    "specs/new.finetune.yaml": "kind: FineTune\n",
}
"""Files that come and go."""
BYTES = b"edited\n"


class Step(NamedTuple):
    """One thing that somebody does."""

    what: str
    number: int


WRITTEN = st.builds(Step, st.sampled_from(sorted(EDITS)), st.integers(0, SPECS - 1))
PLACED = st.builds(Step, st.sampled_from(sorted(BESIDE)), st.just(0))
RENDERED = st.builds(Step, st.sampled_from(["damage", "remove", "add", "swap"]), st.integers(0, 400))
OTHERS = st.sampled_from([Step("compile", 0), Step("other day", 0), Step("delete spec", 3)])
STEPS = st.lists(st.one_of(WRITTEN, WRITTEN, PLACED, RENDERED, OTHERS), min_size=3, max_size=7)


class World:
    """A repository that is edited."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.done: dict[Step, None] = {}
        """Edits that are not undone, in their order."""
        self.today: str | None = None
        settle(root, files())

    def take(self, step: Step) -> None:
        """Does one step; undoes it where it was done before."""
        if step.what == "other day":
            self.today = "2026-12-31" if self.today is None else None
        elif step.what == "compile":
            call("write", CACHED, self.today)
        elif step.what in ("damage", "remove", "add", "swap"):
            self._damage(step)
        elif step in self.done:
            del self.done[step]
        else:
            self.done[step] = None
        settle(self.root, self._files())

    def _files(self) -> dict[str, str]:
        found = files()
        for step in self.done:
            if step.what in BESIDE:
                found[step.what] = BESIDE[step.what]
            elif step.what == "delete spec":
                found.pop(spec_path(step.number), None)
            else:
                place, old, new = (text.replace("{n}", str(step.number)) for text in EDITS[step.what])
                if place in found:
                    found[place] = found[place].replace(old, new)
        return found

    def _damage(self, step: Step) -> None:
        there = sorted(path for path in (self.root / "rendered").rglob("*") if path.is_file())
        if not there:
            return
        file = there[step.number % len(there)]
        if step.what == "damage":
            file.write_bytes(file.read_bytes()[:-1] + b"#")
        elif step.what == "remove":
            file.unlink()
        elif step.what == "add":
            (file.parent / "more.yaml").write_bytes(BYTES)
        else:
            other = there[(step.number * 7 + 1) % len(there)]
            mine, theirs = file.read_bytes(), other.read_bytes()
            file.write_bytes(theirs)
            other.write_bytes(mine)

    def compare(self) -> int:
        """Everything that is said with the cache is said without it; returns how much was recalled."""
        recalled = 0
        for product in ("check", "drift"):
            with_cache, without = call(product, CACHED, self.today), call(product, PLAIN, self.today)
            assert with_cache.said() == without.said()
            recalled += with_cache.recalled
            assert without.recalled == 0
        return recalled

    def compare_trees(self) -> None:
        """What is written with the cache is what is written without it."""
        call("write", CACHED, self.today)
        written = call("drift", PLAIN, self.today)
        if not any(d.severity == "error" for d in written.diagnostics):
            assert [d for d in written.drift if "more.yaml" not in d.message] == []  # nobody removes what others put


@contextlib.contextmanager
def world():
    with tempfile.TemporaryDirectory() as folder, caching(Path(folder) / "cache"):
        root = Path(folder) / "repository"
        (root / ".git").mkdir(parents=True)
        with contextlib.chdir(root):
            yield World(root)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_random_edits(steps: list[Step]) -> None:
    with world() as here:
        call("write", CACHED)
        for step in steps:
            here.take(step)
            here.compare()
        here.compare_trees()


@pytest.mark.parametrize("what", sorted(EDITS))
def test_every_edit_is_seen_and_its_undoing_too(what: str) -> None:
    """One after the other, so that the second state is found in a cache that has seen the first."""
    with world() as here:
        call("write", CACHED)
        before = call("check", CACHED).said()
        here.take(Step(what, 3))
        here.compare()
        here.take(Step(what, 3))
        assert call("check", CACHED).said() == before
        assert here.compare() == 2 * SPECS


@pytest.mark.parametrize("what", sorted(BESIDE))
def test_files_that_come_and_go_are_seen(what: str) -> None:
    with world() as here:
        here.take(Step("base of base", 0))
        call("write", CACHED)
        here.compare()
        here.take(Step(what, 0))
        here.compare()
        here.take(Step(what, 0))
        here.compare()


def test_the_day_counts() -> None:
    """An exception lets one spec pass, until it ends."""
    with world() as here:
        here.take(Step("base rank", 0))
        before = call("check", CACHED).said()
        here.take(Step("other day", 0))
        assert call("check", CACHED, here.today).said() != before
        here.compare()


def test_what_did_not_change_is_not_compiled_again() -> None:
    with world() as here:
        assert call("write", CACHED).recalled == 0
        assert call("write", CACHED).recalled == SPECS
        assert call("check", CACHED).recalled == SPECS
        here.take(Step("epochs", 4))
        assert call("check", CACHED).recalled == SPECS - 1
        assert call("write", CACHED).recalled == SPECS - 1
        here.take(Step("policy words", 0))
        assert call("check", CACHED).recalled == 0


def test_a_tree_that_is_not_there_is_written_again() -> None:
    with world() as here:
        call("write", CACHED)
        before = tree_bytes(here.root / "rendered")
        for file in (here.root / "rendered").rglob("*.json"):
            file.unlink()
        assert call("write", CACHED).recalled == 0
        assert before
        assert tree_bytes(here.root / "rendered") == before
