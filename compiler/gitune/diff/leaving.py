"""What may leave Git only when its runs are archived, and is more than one fine-tune: a matrix, an environment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from gitune.diagnostics.model import Finding
from gitune.diff.model import Group, Key, Pair, Refusal, Side
from gitune.diff.wording import counted

_MOST = 3
"""Runs that a message names."""


def archive_hint(runs: Sequence[str]) -> str:
    """How a run may leave."""
    listed = ", ".join(f"`{run}`" for run in runs[:_MOST])
    listed += f" and {len(runs) - _MOST} more" if len(runs) > _MOST else ""
    what = "the run is finished and may leave Git, list" if len(runs) == 1 else "the runs are finished, list"
    return f"when {what} {listed} under `archive` in gitune.yaml: nothing is deleted on the cluster"


def removed_matrices(pairs: Sequence[Pair], archive: Collection[str]) -> Iterator[Refusal]:
    """A matrix that leaves Git, or its claim alone. A run of one may leave: what it wrote stays on the volume."""
    before = [pair.before for pair in pairs if pair.before is not None]
    after = [pair.after for pair in pairs if pair.after is not None]
    lost = _claims(before) - _claims(after)
    standing = {_claim(side) for side in after if side.family is not None}
    gone: dict[Key, list[str]] = {}
    specs = {_claim(side): side.spec for side in before if side.in_matrix}
    for side in before:
        claim = _claim(side)
        if side.in_matrix and side.objects and (claim in lost or claim not in standing | _claims(after)):
            gone.setdefault(claim, []).append(side.run_title)
    for claim, runs in gone.items():
        if left := [run for run in runs if run not in archive]:
            what = (
                f"the claim `{claim.name}` of the matrix"
                if claim in standing
                else f"the matrix `{claim.namespace}/{claim.name}`"
            )
            message = f"{what} leaves Git, and {_unarchived(left, 'of it')}"
            yield Refusal(specs[claim], Finding("GT516", message, ("metadata", "name"), hint=archive_hint(left)))


def _claim(side: Side) -> Key:
    """The claim that the runs of a matrix share."""
    return Key("PersistentVolumeClaim", side.namespace, side.family or "")


def _claims(sides: Sequence[Side]) -> set[Key]:
    return {key for side in sides for key in side.of_kind("PersistentVolumeClaim")}


def _unarchived(runs: Sequence[str], where: str) -> str:
    return f"{counted(len(runs), 'run')} {where} {'is' if len(runs) == 1 else 'are'} not archived"


def removed_environment(group: Group) -> Iterator[Refusal]:
    """An environment that goes, with runs that are not archived."""
    sides = [pair.before for pair in group.pairs if pair.before is not None and pair.before.run]
    runs = [side.run_title for side in sides if side.run_title not in group.archive]
    if runs:
        message = f"the environment `{group.change.environment}` goes, and {_unarchived(runs, 'in it')}"
        hint = f"{archive_hint(runs)}; an environment that gets another name keeps its tree by `output`"
        yield Refusal(group.file, Finding("GT524", message, ("environments",), hint=hint))
