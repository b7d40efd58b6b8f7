"""Runs that claim the same: a place in a tree, a name in a cluster, a volume in ways that do not go together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Related, Span
from gitune.fleet.model import Claim, Facts
from gitune.workspace.model import Workspace

_OTHER_NAME = "give one of them another metadata.name"


class Claimant(NamedTuple):
    """A run, with where it is rendered for."""

    spec: str
    """Its file."""
    workspace: Workspace
    facts: Facts

    @property
    def tree(self) -> str:
        """The folder that it is rendered into."""
        return str(self.workspace.output)

    @property
    def cluster(self) -> str | None:
        """The cluster's name, where the project says one."""
        cluster = self.workspace.project.cluster
        return cluster.name if cluster else None

    @property
    def key(self) -> str:
        """What Flux objects are called after; `a/b-c` and `a-b/c` share it."""
        return f"{self.facts.namespace}-{self.facts.name}"


def clashes_of(claimants: Sequence[Claimant]) -> list[Diagnostic]:
    """Everything that two runs cannot both have, with both places."""
    return [*_names(claimants), *_claims(claimants)]


def _names(claimants: Iterable[Claimant]) -> Iterator[Diagnostic]:
    in_tree: dict[tuple[str, str], Claimant] = {}
    in_cluster: dict[tuple[str, str], Claimant] = {}
    told: set[tuple[str, str]] = set()
    for one in claimants:
        other = in_tree.setdefault((one.tree, one.key), one)
        if other is not one:
            message = f"another spec already renders `{one.key}` (namespace and name)"
            yield _refusal("GT504", message, one.facts.at, Related(other.facts.at, "the first one"), _OTHER_NAME)
            continue
        if one.cluster is None:
            continue
        other = in_cluster.setdefault((one.cluster, one.key), one)
        if other is one:
            continue
        if other.spec != one.spec:
            yield _taken(one, other)
        elif (other.tree, one.tree) not in told:
            told.add((other.tree, one.tree))
            yield _both_environments(one, other)


def _taken(one: Claimant, other: Claimant) -> Diagnostic:
    message = f"another spec already renders `{one.key}` (namespace and name) for the cluster `{one.cluster}`"
    return _refusal("GT590", message, one.facts.at, Related(other.facts.at, "the first one"), _OTHER_NAME)


def _both_environments(one: Claimant, other: Claimant) -> Diagnostic:
    """Told once for all specs of the two environments."""
    names = f"`{other.workspace.environment}` and `{one.workspace.environment}`"
    message = f"{names} both render `{one.facts.namespace}/{one.facts.name}` for the cluster `{one.cluster}`"
    places = [(span, who.workspace.environment) for who in (other, one) for span in _cluster(who)]
    if len({span for span, _ in places}) == 1:
        related: tuple[Related, ...] = (Related(places[0][0], "the cluster of both"),)
    else:
        related = tuple(Related(span, f"the cluster of `{name}`") for span, name in places)
    hint = "give the environments clusters of their own (`cluster.name`), or namespaces (`spec: {metadata: ...}`)"
    return Diagnostic("GT594", severity_of("GT594"), message, one.facts.at, related, hint)


def _cluster(one: Claimant) -> Iterator[Span]:
    """Where the project says which cluster it is."""
    if one.workspace.document is not None:
        yield one.workspace.document.span(("cluster", "name"))


def _claims(claimants: Sequence[Claimant]) -> Iterator[Diagnostic]:
    owners: dict[tuple[str, str, str], tuple[Claimant, Claim]] = {}
    for one in claimants:
        claim = one.facts.claim
        if claim is None or not claim.owned:
            continue
        other, theirs = owners.setdefault(_volume(one, claim), (one, claim))
        if other is not one and other.spec != one.spec and (different := _difference(claim, theirs)):
            message = f"another spec renders the claim `{claim.name}` with another {different}"
            hint = f"{_OTHER_NAME}, or share the other's claim by `storage.claimName`"
            yield _refusal("GT591", message, claim.at, Related(theirs.at, "the first one"), hint)
    for one in claimants:
        claim = one.facts.claim
        if claim is not None and not claim.owned and _volume(one, claim) in owners:
            owner, owned = owners[_volume(one, claim)]
            # Of the runs of a matrix and their own volume its compile has said what there is to say.
            yield from _unfit(claim, owner, owned) if owner.spec != one.spec else ()


def _volume(one: Claimant, claim: Claim) -> tuple[str, str, str]:
    """A claim, in its cluster where that has a name, and among the runs of its tree otherwise."""
    return one.cluster or one.tree, one.facts.namespace, claim.name


def _difference(one: Claim, other: Claim) -> str:
    """How two claims differ, in words; empty where they do not."""
    fields = (
        ("size", one.size, other.size),
        ("class", one.class_name or "the default", other.class_name or "the default"),
        ("list of access modes", ", ".join(one.modes), ", ".join(other.modes)),
    )
    return " and another ".join(f"{name} ({here}, there {there})" for name, here, there in fields if here != there)


def _unfit(claim: Claim, owner: Claimant, owned: Claim) -> Iterator[Diagnostic]:
    modes = ", ".join(owned.modes)
    place = f"`{owner.facts.namespace}/{owner.facts.name}`, which makes the claim"
    if claim.nodes > 1 and "ReadWriteMany" not in owned.modes:
        message = f"{claim.nodes} nodes would mount the claim `{claim.name}`, which is made for one ({modes})"
        hint = f"write `storage.accessModes: [ReadWriteMany]` for {place}"
        yield _refusal("GT592", message, claim.at, Related(owned.at, "the claim's own spec"), hint)
    elif owned.modes == ("ReadWriteOncePod",):
        message = f"the claim `{claim.name}` is made for one pod alone ({modes})"
        hint = f"write `storage.accessModes: [ReadWriteOnce]` for {place}"
        yield _refusal("GT592", message, claim.at, Related(owned.at, "the claim's own spec"), hint)


def _refusal(code: str, message: str, at: Span, other: Related, hint: str) -> Diagnostic:
    return Diagnostic(code, severity_of(code), message, at, (other,), hint)
