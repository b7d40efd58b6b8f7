"""The guard over all trees of a repository. Of a tree that may be one of several, not everything is certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gitune.diff.guard import guard
from gitune.diff.leaving import removed_environment
from gitune.diff.model import Group, Refusal

_LOST = frozenset(["GT515", "GT516"])
_OF_BEFORE = _LOST | {"GT510", "GT511", "GT512", "GT513", "GT514"}
"""What rests on which tree the cluster followed before."""


class Refused(NamedTuple):
    """What the guard says, and of which tree."""

    group: Group
    refusal: Refusal


def guard_groups(groups: Sequence[Group]) -> tuple[Refused, ...]:
    """Everything that is wrong with a change, in any tree."""
    found = [(group, _refusals(group)) for group in groups]
    unsure = [(group, refusals) for group, refusals in found if not group.change.certain]
    return tuple(one for group, refusals in found for one in _certain(group, refusals, unsure))


def _refusals(group: Group) -> tuple[Refusal, ...]:
    if group.change.after is None:
        return tuple(removed_environment(group))
    return guard(group.pairs, group.archive)


def _certain(
    group: Group, refusals: Sequence[Refusal], unsure: Sequence[tuple[Group, Sequence[Refusal]]]
) -> Iterator[Refused]:
    """What holds wherever the cluster turns is refused; of the rest one is told where it holds."""
    rivals = [others for other, others in unsure if other.file == group.file]
    for refusal in refusals:
        refusing = sum(any(_same(refusal, each) for each in others) for others in rivals)
        doubtful = _may_pass(group, refusal) and refusing < group.rivals
        yield Refused(group, _named(group, _doubtful(group, refusal) if doubtful else refusal))


def _may_pass(group: Group, refusal: Refusal) -> bool:
    """Whether it rests on what the cluster follows. What left the tree of an environment is lost in any case."""
    before, code = group.change.before, refusal.finding.code
    if before is not None and before.environment is not None and code in _LOST:
        return False
    return code in _OF_BEFORE


def _same(one: Refusal, other: Refusal) -> bool:
    return (one.spec, one.finding.code) == (other.spec, other.finding.code)


def _doubtful(group: Group, refusal: Refusal) -> Refusal:
    before, after = group.change.before, group.change.after
    if before is None or after is None:
        return refusal
    finding = refusal.finding
    message = f"where a cluster that followed `{before.output}` follows `{after.output}` from now on: {finding.message}"
    return refusal._replace(finding=finding._replace(code="GT525", message=message))


def _named(group: Group, refusal: Refusal) -> Refusal:
    """The refusal with the environment that it holds in."""
    environment, finding = group.change.environment, refusal.finding
    if environment is None or group.change.after is None:
        return refusal
    return refusal._replace(finding=finding._replace(message=f"in {environment}: {finding.message}"))
