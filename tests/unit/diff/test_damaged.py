"""An earlier tree may hold anything: people edit it, merges leave markers in it. Nothing of it is an error of ours."""

from __future__ import annotations

import json

import pytest

from gitune.canonical.yaml import dump_sorted
from gitune.diff.compare import compared
from gitune.diff.guard import guard
from gitune.diff.json_report import as_json
from gitune.diff.markdown import as_markdown
from gitune.diff.model import Pair, Side
from gitune.diff.objects import UnreadableTreeError, objects_of
from gitune.diff.text import as_text
from gitune.diff.told import Report
from support.mutations import mutated
from support.runs import rendered
from support.sides import side

RUN = rendered()
FILES = [file for file in RUN.files if file.schema not in (None, "KustomizeConfig")]


def damaged(seed: int) -> dict[str, bytes]:
    """The run's files with one value in one of them damaged."""
    file = FILES[seed % len(FILES)]
    documents = [mutated(json.loads(json.dumps(document)), seed) for document in file.documents]
    return dict(side().files) | {file.path: "---\n".join(map(dump_sorted, documents)).encode()}


@pytest.mark.parametrize("start", range(0, 600, 50))
def test_a_damaged_tree_is_read_or_refused_and_never_a_bug(start: int) -> None:
    read = 0
    for seed in range(start, start + 50):
        try:
            objects = objects_of(damaged(seed))
        except UnreadableTreeError:
            continue
        read += 1
        for after in (side(), side(batch_size=8)):
            check(Pair(side()._replace(objects=objects, files={}), after))
    assert read > 10


def check(pair: Pair) -> None:
    report = Report("main", 0, (compared(pair, {}),))
    assert as_text(report)
    assert as_markdown(report, [])
    assert json.loads(as_json(report, []))
    assert all(refusal.finding.message for refusal in guard([pair, Pair(pair.before, None)], ()))


def test_every_cut_of_a_file_is_read_or_refused() -> None:
    path = "team-a/support-bot/run/kustomization.yaml"
    whole: Side = side()
    data = whole.files[path]
    blamed = []
    for end in range(0, len(data), 7):
        try:
            objects_of(dict(whole.files) | {path: data[:end]})
        except UnreadableTreeError as error:
            blamed.append(error.path)
    assert len(blamed) > 10
    assert {*blamed} <= {path, "team-a/support-bot/run/persistentvolumeclaim.yaml"}
