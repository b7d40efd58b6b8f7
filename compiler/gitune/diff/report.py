"""Two worlds to a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.diff.compare import compared, is_same
from gitune.diff.matrix import compared_matrix, matrix_of
from gitune.diff.model import Group, Pair
from gitune.diff.told import ProjectDiff, Report, SpecDiff


def report_of(against: str, groups: Sequence[Group], projects: Sequence[ProjectDiff] = ()) -> Report:
    """Everything that changes, by fine-tune; the environments of one stand together."""
    told = [(number, spec) for number, group in enumerate(groups) for spec in _specs(group)]
    told.sort(key=lambda one: (one[1].title, one[0], one[1].spec))
    specs = tuple(spec for _, spec in told)
    files = {pair.side.spec for group in groups for pair in group.pairs}
    said = tuple(project for project in projects if project.cluster)
    return Report(against, len(files - {spec.spec for spec in specs}), specs, said)


def _specs(group: Group) -> Iterator[SpecDiff]:
    environment = group.change.environment
    matrices: dict[tuple[str, str], list[Pair]] = {}
    for pair in group.pairs:
        matrix = matrix_of(pair)
        if matrix is not None:
            matrices.setdefault(matrix, []).append(pair)
        elif not is_same(pair):
            yield compared(pair, group.prices, environment)
    for pairs in matrices.values():
        if not all(is_same(pair) for pair in pairs):
            yield compared_matrix(pairs, group.prices, environment)
