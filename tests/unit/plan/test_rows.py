"""How many rows a split selects, compared with what `datasets` itself selects."""

from __future__ import annotations

import pytest

from gitune.plan.planner import plan
from gitune.plan.rows import selected_rows
from gitune.project.model import Project
from support.locks import lock_for
from support.specs import catalog, spec

SPLITS = [
    "train",
    "train[:95%]",
    "train[10:20]",
    "train[-7:]",
    "train[:3%]+train[90%:]",
    "train[33%:34%]",
    "train[5:]+test",
]


@pytest.mark.torch
@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("rows", [99, 1001])
def test_as_datasets_counts(split: str, rows: int) -> None:
    datasets = pytest.importorskip("datasets")
    known = {"train": rows, "test": 40}
    parts = datasets.ReadInstruction.from_spec(split).to_absolute(known)
    changes = {"dataset": {"split": split}}
    made = plan(spec(**changes), catalog(), Project.model_validate({}), lock_for({"splits": known}, **changes)).plan
    assert made is not None
    assert selected_rows(made) == sum(part.to - part.from_ for part in parts)
