"""What a merge must not do to objects that exist. Errors refuse it; a run that comes back is a warning."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from gitune.diagnostics.model import Finding
from gitune.diff.claims import compared_claims, shared_claims
from gitune.diff.fates import again
from gitune.diff.immutable import IMMUTABLE, immutable_changes
from gitune.diff.leaving import archive_hint, removed_matrices
from gitune.diff.model import Change, Key, Pair, Refusal, Side
from gitune.diff.outputs import shared_output

_NAME = ("metadata", "name")
_OTHER_NAME = "give one of them another metadata.name"
_MOST = 3
"""Changed paths that a message names."""


def guard(pairs: Sequence[Pair], archive: Collection[str]) -> tuple[Refusal, ...]:
    """Everything that is wrong with a change.

    Args:
        pairs: every fine-tune of a project, before and after.
        archive: runs as `<namespace>/<run>` that may leave Git and must not come back.
    """
    found: list[Refusal] = []
    after = [pair.after for pair in pairs if pair.after is not None]
    before = {side.run_title for pair in pairs if (side := pair.before) is not None}
    standing = {side.title for side in after}
    for pair in pairs:
        found += _edits(pair)
        found += compared_claims(pair)
        found += _removed(pair, archive, standing)
        found += _starting(pair, before, archive)
    found += removed_matrices(pairs, archive)
    found += shared_claims(after)
    found += _shared_outputs(after)
    return tuple(found)


def _edits(pair: Pair) -> Iterator[Refusal]:
    """Immutable objects that keep their names. Claims have words of their own."""
    if pair.before is None or pair.after is None:
        return
    for key, new in pair.after.objects.items():
        old = pair.before.objects.get(key)
        if old is None or key.kind == "PersistentVolumeClaim":
            continue
        changed = immutable_changes(key.kind, old, new)
        if changed:
            hint = (
                "the rendered tree of that revision is not what its spec compiles to: it was edited by hand, or "
                "rendered by another gitune; change the spec, so that the run gets another name"
            )
            message = f"{key.kind} `{key.name}` keeps its name, and {_paths(changed)} would change{_why(key)}"
            yield Refusal(pair.after.spec, Finding(IMMUTABLE[key.kind].code, message, _NAME, hint=hint))


def _paths(changed: Sequence[Change]) -> str:
    named = ", ".join(f"`{change.path}`" for change in changed[:_MOST])
    return named if len(changed) <= _MOST else f"{named} and {len(changed) - _MOST} more"


def _why(key: Key) -> str:
    if key.kind.endswith("Runtime"):
        return ", under every job that runs on it"
    return ", which the API server refuses"


def _removed(pair: Pair, archive: Collection[str], standing: Collection[str]) -> Iterator[Refusal]:
    """A fine-tune, or its claim alone, that leaves Git while its last run is not archived."""
    before, after = pair.before, pair.after
    if before is None or not before.objects or not before.run or before.in_matrix or before.run_title in archive:
        return
    hint = archive_hint([before.run_title])
    if after is None or pair.renamed:
        if before.title in standing:
            return
        what = f"becomes `{after.title}`" if after else "leaves Git"
        message = f"`{before.title}` {what}, and its last run `{before.run}` is not archived"
        yield Refusal((after or before).spec, Finding("GT516", message, _NAME, hint=hint))
        return
    for key in before.of_kind("PersistentVolumeClaim"):
        if key not in after.objects:
            message = f"the claim `{key.name}` leaves Git, and the last run on it, `{before.run}`, is not archived"
            yield Refusal(after.spec, Finding("GT515", message, ("storage", "claimName"), hint=hint))


def _starting(pair: Pair, before: Collection[str], archive: Collection[str]) -> Iterator[Refusal]:
    """A run that is archived, or that stood in Git before, and would be applied again."""
    after = pair.after
    if after is None or not pair.starts or after.run_title in before:
        return
    if after.run_title in archive:
        message = f"the run `{after.run_title}` is archived and would start again"
        hint = "another `training.seed` makes another run; or take it off `archive` in gitune.yaml"
        yield Refusal(after.spec, Finding("GT517", message, _NAME, hint=hint))
    elif pair.known:
        message = f"the run `{after.run}` stood in Git before (commit {pair.known}) and comes back: {again(after)}"
        hint = "another `training.seed` makes another run"
        yield Refusal(after.spec, Finding("GT518", message, _NAME, hint=hint))


def _shared_outputs(sides: Sequence[Side]) -> Iterator[Refusal]:
    """Two specs that write into one folder: those of one run, or of runs that have none of their own."""
    first: dict[str, Side] = {}
    for side in sides:
        output = shared_output(side)
        other = first.setdefault(output or side.run_title, side)
        if other is side:
            continue
        if output is None:
            message, hint = f"`{other.spec}` renders the run `{side.run_title}` too, into the same output", _OTHER_NAME
        else:
            message = f"`{other.spec}` writes {output} too, over what this one leaves there"
            hint = "put one of them into another namespace, or use the scope `cluster` or `namespace`"
        yield Refusal(side.spec, Finding("GT520", message, _NAME, hint=hint))
