"""A small repository of a team: two environments, a base, a policy, a catalog of its own, a matrix."""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Iterator
from pathlib import Path

from gitune.cli.inputs import find_inputs
from gitune.cli.trees import drift, write
from gitune.diagnostics.model import Diagnostic
from gitune.fleet.fleet import Fleet, How, fleet_of
from gitune.fleet.model import Outcome, Task
from gitune.workspace.model import Inputs, Where

SPECS = 8
PROJECT = """\
output: rendered
catalog: runtimes
policies: [policies/*.yaml]
defaults: {training: {seed: 7}}
environments:
  dev: {set: {training.learningRate: 2.0e-5}}
  prod: {}
"""
POLICY = """\
apiVersion: gitune.dev/v1alpha1
kind: Policy
metadata: {name: limits, owner: "@platform"}
rules:
- {id: gpus, message: Small runs only, path: plan.gpus, max: 4}
- {id: rank, message: Keep adapters small, path: method.rank, max: 64}
exceptions:
- {rule: rank, names: [team-a/run-1], owner: "@a", reason: A deadline., until: 2026-06-30}
"""
BASE = """\
method: {kind: lora, rank: 8}
resources: {accelerator: h100-80gb, gpusPerNode: 1}
"""
SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
extends: ../bases/lora.yaml
metadata: {{name: run-{number}, namespace: team-a}}
model: {{id: qwen2.5-0.5b-instruct}}
dataset: {{source: hf://tatsu-lab/alpaca/data, kind: instruct}}
training: {{epochs: 1, globalBatchSize: 32, maxSeqLen: 512}}
"""
IMAGES = """\
initializer: registry.example.com/initializer:1
trainer: registry.example.com/trainer:1
torch: "2.13.0"
"""
MATRIX = "matrix: {method.rank: [8, 16]}\n"


def spec_path(number: int) -> str:
    """Where a spec lies."""
    return f"specs/run-{number}.finetune.yaml"


def files() -> dict[str, str]:
    """Everything that people write."""
    specs = {spec_path(number): SPEC.format(number=number) for number in range(SPECS)}
    specs[spec_path(0)] += MATRIX
    return {
        "gitune.yaml": PROJECT,
        "policies/limits.yaml": POLICY,
        "bases/lora.yaml": BASE,
        "runtimes/images.yaml": IMAGES,
        **specs,
    }


def settle(root: Path, wanted: dict[str, str]) -> None:
    """Writes all of them, and removes what is not among them, but for the rendered tree."""
    for file in [each for each in root.rglob("*") if each.is_file()]:
        place = file.relative_to(root).as_posix()
        if not place.startswith(("rendered/", ".")) and place not in wanted:
            file.unlink()
    for place, text in wanted.items():
        file = root / place
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.is_file() or file.read_text() != text:
            file.write_text(text)


class Told:
    """What one call says and finds."""

    def __init__(self, fleet: Fleet, inputs: Inputs, found: list[Diagnostic]) -> None:
        self.outcomes = [_bare(outcome) for outcome in fleet.outcomes]
        self.diagnostics = sorted(set(fleet.diagnostics), key=repr)
        self.drift = sorted(set(found), key=repr)
        places = {d.span.file for d in (*self.diagnostics, *self.drift) if d.span}
        self.texts = {name: inputs.texts[name] for name in places if name in inputs.texts}
        self.recalled = sum(bool(outcome.recalled) for outcome in fleet.outcomes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Told) and self.said() == other.said()

    __hash__ = None  # type: ignore[assignment]

    def said(self) -> tuple[object, ...]:
        """Everything but the way there."""
        return self.outcomes, self.diagnostics, self.drift, self.texts


def _bare(outcome: Outcome) -> object:
    """Paths in one order: a manifest lists them in its own."""
    parts = [part._replace(paths=tuple(sorted(part.paths)), drift=None) for part in outcome.parts]  # type: ignore[arg-type]
    return parts, sorted(outcome.diagnostics)


def call(product: str, how: How, today: str | None = None, output: str | None = None) -> Told:
    """`check`, `compile --check` or `compile` of the folder, as the verbs do it."""
    where = Where(today=datetime.date.fromisoformat(today) if today else None)
    task = Task({"check": "diagnostics", "drift": "drift", "write": "files"}[product], output)  # type: ignore[arg-type]
    inputs = find_inputs(["."], where)
    fleet = fleet_of(inputs, where, task, how)
    if product == "check" or any(d.severity == "error" for d in fleet.diagnostics):
        return Told(fleet, inputs, [])
    if product == "drift":
        return Told(fleet, inputs, drift(fleet, task, inputs.whole, None))
    return Told(fleet, inputs, write(fleet, task, inputs.whole))


@contextlib.contextmanager
def caching(folder: Path | str) -> Iterator[None]:
    """With the cache in a folder."""
    before = os.environ["GITUNE_CACHE_DIR"]
    os.environ["GITUNE_CACHE_DIR"] = str(folder)
    try:
        yield
    finally:
        os.environ["GITUNE_CACHE_DIR"] = before
