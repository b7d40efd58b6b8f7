"""The runs of a matrix as one change, and what may leave with it."""

from __future__ import annotations

import pytest

from gitune.diff.compare import pairs_of
from gitune.diff.guard import guard
from gitune.diff.json_report import as_json
from gitune.diff.markdown import as_markdown
from gitune.diff.matrix import compared_matrix, matrix_of
from gitune.diff.model import Group, Pair, Side, Tree, TreeChange
from gitune.diff.report import report_of
from gitune.diff.text import as_text
from gitune.diff.told import Report, SpecDiff
from support.sides import matrix_sides, side
from support.specs import made

SEEDS = {"training.seed": [1, 2]}
MORE = {"training.seed": [1, 2, 10]}
SHARED = {"size": "40Gi", "accessModes": ["ReadWriteMany"]}
ONE = side(made(storage=SHARED))
"""The same spec without a matrix."""


def told(before: list[Side], after: list[Side]) -> SpecDiff:
    return compared_matrix([pair for pair in pairs_of(before, after) if matrix_of(pair)], {})


def refused(before: list[Side], after: list[Side], *archive: str) -> list[str]:
    return [refusal.finding.code for refusal in guard(pairs_of(before, after), archive)]


def archived(sides: list[Side]) -> list[str]:
    return [side.run_title for side in sides if side.run]


def test_a_new_matrix_starts_its_runs_and_its_volume_starts_none() -> None:
    spec = told([], matrix_sides(SEEDS))
    assert (spec.title, spec.effect, spec.started, spec.devices) == ("default/test", "starts", 2, 2)
    assert [row.effect for row in spec.rows] == ["starts", "starts"]
    assert spec.summary == "2 runs of a matrix: 2 start"
    assert "makes the claim test of 11Gi, which the runs share" in spec.cluster
    assert "learning rate" in {fact.name for fact in spec.meaning}
    assert "seed" not in {fact.name for fact in spec.meaning}


def test_what_joins_and_what_leaves_stand_beside_what_stays() -> None:
    spec = told(matrix_sides(MORE), matrix_sides({"training.seed": [2, 3]}))
    said = {row.name: row.effect for row in spec.rows}
    assert said == {"test-s1": "removes", "test-s2": "nothing", "test-s3": "starts", "test-s10": "removes"}
    assert list(said) == ["test-s1", "test-s2", "test-s3", "test-s10"]
    assert spec.summary == "4 runs of a matrix: 1 starts, 1 stays, 2 leave Git"
    assert spec.meaning == ()


def test_a_change_of_all_runs_is_told_once() -> None:
    spec = told(matrix_sides(SEEDS), matrix_sides(SEEDS, training={"maxSeqLen": 512}))
    assert [str(fact.after) for fact in spec.meaning] == ["512 tokens"]
    assert (spec.effect, spec.started) == ("new run", 2)
    assert "2 earlier runs stay, go on where still training, and keep the output" in spec.cluster


def test_runs_that_are_pruned_are_said_to_be_deleted() -> None:
    before = matrix_sides(SEEDS, runtime={"retain": "prune"})
    after = matrix_sides(SEEDS, runtime={"retain": "prune"}, training={"maxSeqLen": 512})
    assert (
        "2 earlier runs are deleted, even while training; what was written stays on the volume"
        in told(before, after).cluster
    )


def test_one_run_becomes_a_matrix_on_its_own_volume() -> None:
    runs = matrix_sides(SEEDS, storage=SHARED)
    spec = told([ONE], runs)
    assert spec.summary == "a matrix of 2 runs in place of one: 2 start, 1 leaves Git"
    assert "the claim test stays, and the runs share it from now on" in spec.cluster
    assert refused([ONE], runs) == []


def test_a_matrix_becomes_one_run_on_its_volume() -> None:
    runs = matrix_sides(SEEDS, storage=SHARED)
    spec = told(runs, [ONE])
    assert spec.summary == "one run in place of a matrix: 1 starts, 2 leave Git"
    assert spec.rows[0].effect == "starts"
    assert refused(runs, [ONE]) == []


def test_a_volume_that_would_be_another_is_refused_on_the_way() -> None:
    runs = matrix_sides(SEEDS, storage=SHARED)
    assert refused([side(made(storage=SHARED | {"size": "60Gi"}))], runs) == ["GT514"]
    assert refused([side(made(storage={"size": "40Gi"}))], runs) == ["GT513"]
    assert refused(runs, matrix_sides(SEEDS, storage=SHARED | {"size": "30Gi"})) == ["GT514"]
    assert refused(runs, matrix_sides(SEEDS, storage=SHARED | {"className": "fast"})) == ["GT513"]
    assert refused(runs, [side(made(storage=SHARED | {"size": "30Gi"}))]) == ["GT514"]


def test_a_run_may_leave_while_the_volume_stays() -> None:
    assert refused(matrix_sides(MORE, storage=SHARED), matrix_sides(SEEDS, storage=SHARED)) == []


def test_a_volume_whose_size_is_computed_would_shrink_with_a_run_less() -> None:
    assert refused(matrix_sides(MORE), matrix_sides(SEEDS)) == ["GT514"]


def test_a_matrix_that_leaves_is_refused_once_until_all_its_runs_are_archived() -> None:
    sides = matrix_sides(MORE)
    assert refused(sides, []) == ["GT516"]
    assert refused(sides, [], *archived(sides)[1:]) == ["GT516"]
    assert refused(sides, [], *archived(sides)) == []
    found = guard(pairs_of(sides, []), archived(sides)[1:])[0].finding
    assert found.message == "the matrix `default/test` leaves Git, and 1 run of it is not archived"
    assert f"list `{archived(sides)[0]}` under `archive`" in (found.hint or "")


def test_a_matrix_with_another_name_leaves_its_volume() -> None:
    before, after = matrix_sides(SEEDS), matrix_sides(SEEDS, metadata={"name": "other"})
    assert refused(before, after) == ["GT516"]
    assert refused(before, after, *archived(before)) == []


def test_a_claim_that_leaves_while_the_runs_stay_is_refused() -> None:
    before = matrix_sides(SEEDS)
    without = [one for one in matrix_sides(SEEDS) if one.run]
    finding = guard(pairs_of(before, without), ())[0].finding
    assert finding.code == "GT516"
    assert finding.message == "the claim `test` of the matrix leaves Git, and 2 runs of it are not archived"


def test_runs_of_one_file_are_not_each_other_s_earlier_ones() -> None:
    pairs = pairs_of(matrix_sides({"training.seed": [1]}), matrix_sides({"training.seed": [2]}))
    assert [(pair.before is None, pair.after is None) for pair in pairs] == [
        (False, False),
        (False, True),
        (True, False),
    ]


@pytest.mark.parametrize("size", ["20Gi", "40Gi"])
def test_a_volume_alone_starts_no_run(size: str) -> None:
    before, after = matrix_sides(SEEDS, storage={"size": "20Gi"}), matrix_sides(SEEDS, storage={"size": size})
    group = Group("gitune.yaml", TreeChange(None, Tree(None, "rendered")), pairs_of(before, after))
    report = report_of("main", [group])
    assert (report.runs, len(report.specs), report.unchanged) == (0, int(size == "40Gi"), int(size == "20Gi"))
    assert [spec.effect for spec in report.specs] == ["edits"] * len(report.specs)


def test_the_table_stands_in_every_format() -> None:
    pairs = pairs_of(matrix_sides(SEEDS), matrix_sides(MORE))
    report = Report("main", 0, (compared_matrix(pairs, {}),))
    new = next(pair.after for pair in pairs if pair.before is None)
    assert new is not None
    assert f"    test-s10  starts       {new.run}" in as_text(report)
    assert f"| <code>{new.run}</code> | starts | test-s10 |" in as_markdown(report, [])
    assert '"matrix": [\n        {\n          "name": "test-s1",\n          "effect": "nothing",' in as_json(report, [])


def test_a_pair_of_nothing_is_in_no_matrix() -> None:
    assert matrix_of(Pair(ONE, ONE)) is None
