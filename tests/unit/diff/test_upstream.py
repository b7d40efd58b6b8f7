"""Runs on Kubeflow's own runtimes: with Trainer 2.1 all of a namespace write one claim and one folder."""

from __future__ import annotations

import pytest

from gitune.diff.compare import compared
from gitune.diff.guard import guard
from gitune.diff.model import Pair, Side
from gitune.diff.objects import objects_of, rendered_objects
from gitune.emit.files import files_of
from gitune.project.model import Project
from support.locks import compiled

UPSTREAM = {
    "model": {"id": "llama3.2-1b-instruct"},
    "training": {"globalBatchSize": 64, "maxSeqLen": 131072},
    "resources": {"accelerator": "h100-80gb"},
    "runtime": {"scope": "existing", "name": "torchtune-llama3.2-1b"},
}


def upstream(trainer: str, name: str = "test", size: int = 64) -> Side:
    project = Project.model_validate({"target": {"trainer": trainer}})
    changes = UPSTREAM | {"metadata": {"name": name}, "training": {"globalBatchSize": size, "maxSeqLen": 131072}}
    made = compiled(None, project, **changes)
    assert made.rendered is not None, made.diagnostics
    run = made.rendered
    files = files_of(run, f"{name}.yaml")
    return Side(f"{name}.yaml", run.namespace, run.name, run.run_name, files, rendered_objects(run, files), made.plan)


def codes(*after: Side) -> list[str]:
    return [refusal.finding.code for refusal in guard([Pair(None, side) for side in after], ())]


@pytest.mark.parametrize(("trainer", "expected"), [("2.1", ["GT520"]), ("2.2", []), ("2.3", [])])
def test_two_specs_that_share_one_output_are_refused(trainer: str, expected: list[str]) -> None:
    assert codes(upstream(trainer, "one"), upstream(trainer, "two")) == expected


@pytest.mark.parametrize(("trainer", "says"), [("2.1", "its output is written over"), ("2.3", "keeps its output")])
def test_what_becomes_of_the_earlier_output_is_said(trainer: str, says: str) -> None:
    before, after = upstream(trainer), upstream(trainer, size=128)
    told = compared(Pair(before, after), {})
    assert told.effect == "new run"
    assert any(says in sentence for sentence in told.cluster)


@pytest.mark.parametrize("trainer", ["2.1", "2.3"])
def test_its_tree_reads_back(trainer: str) -> None:
    side = upstream(trainer)
    assert set(objects_of(side.files)) == set(side.objects)
