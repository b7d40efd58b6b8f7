"""A rule as validations in CEL, for each kind of object that shows what it is about."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gitune.policy.admission import cel
from gitune.policy.admission.places import Place, places_of, why_hidden
from gitune.policy.admission.pods import ONCE, On
from gitune.policy.globs import name_expression
from gitune.policy.policy import Bounds, Choice, Condition, Exempted, Policy, Rule, Value
from gitune.policy.subject import read_as
from gitune.policy.targets import Target


class Cluster(NamedTuple):
    """What policies are rendered for."""

    environment: str | None = None
    namespaces: tuple[str, ...] = ()
    """Empty for all."""
    today: datetime.date | None = None
    """Exceptions that ended before are left out."""


class Said(NamedTuple):
    """A rule on one kind of object."""

    on: On
    rule: Rule
    expression: str


class Unsayable(Exception):  # noqa: N818 (what is raised is a reason, and no error)
    """Why a rule cannot be said."""


def said_of(policy: Policy, rule: Rule, cluster: Cluster) -> list[Said]:
    """The rule in CEL; nothing where it does not hold on this cluster.

    Raises:
        Unsayable: no object shows what the rule needs to know.
    """
    if rule.environments and cluster.environment is None:
        named = ", ".join(f"`{name}`" for name in sorted(rule.environments))
        raise Unsayable(f"it holds in {named} alone; `--env` says which environment the cluster is")
    if rule.environments and cluster.environment not in rule.environments:
        return []
    if rule.specs:
        raise Unsayable("it is about spec files, and an object does not say which file it came from")
    exceptions = _live(policy, rule, cluster)
    if any(each.specs for each in exceptions):
        raise Unsayable(
            "an exception from it is for spec files, and an object does not say which file it came from; `names` "
            "would say it"
        )
    tests = _tests(rule)
    kinds = sorted({place.on for place, _ in tests if not place.is_copy or _shows_conditions(rule, place.on)})
    return [Said(on, rule, _expression(rule, on, tests, exceptions)) for on in kinds]


def _live(policy: Policy, rule: Rule, cluster: Cluster) -> list[Exempted]:
    known = policy.exceptions.get(rule.id, ())
    return [each for each in known if cluster.today is None or cluster.today <= each.until]


Test = tuple[Place, str]
"""A place, and what has to hold there."""


def _tests(rule: Rule) -> list[Test]:
    if rule.imposed:
        return [
            (place, _imposed(place, read_as(each.target, each.value)))
            for each in rule.imposed
            for place in _shown(each.target)
        ]
    places = _shown(rule.target)
    if rule.required and not all(place.is_optional for place in places):
        raise Unsayable("an object does not show whether a person wrote the value")
    return [(place, _kept(place, rule.constraint, required=rule.required)) for place in places]


def _shown(target: Target) -> list[Place]:
    places = places_of(target)
    if not places:
        raise Unsayable(why_hidden(target))
    return places


def _kept(place: Place, constraint: Bounds | Choice | None, *, required: bool) -> str:
    test = _test(place, constraint) if constraint is not None else ""
    if required:
        return " && ".join(part for part in (place.given, test) if part)
    return f"!({place.given}) || {test}" if place.given else test


def _test(place: Place, constraint: Bounds | Choice) -> str:
    if isinstance(constraint, Bounds):
        return cel.within(constraint, place.value, place.kind)
    if place.kind == "list":
        one = _chosen(constraint, "item", place)
        return f"{place.value}.all(item, {one})"
    return _chosen(constraint, place.value, place)


def _chosen(choice: Choice, value: str, place: Place) -> str:
    test = cel.chosen(choice, value, "text" if place.kind == "list" else place.kind)
    return test if choice.is_allowed else f"!({test})"


def _imposed(place: Place, wanted: Value | tuple[Value, ...] | None) -> str:
    if place.kind == "quantity" and wanted is not None and not isinstance(wanted, tuple):
        test = f"{cel.compared(place.value, wanted)} == 0"
    elif isinstance(wanted, tuple):
        test = f"{place.value} == {cel.listed(wanted)}"
    else:
        test = f"{place.value} == {cel.literal(wanted if wanted is not None else '')}"
    return f"{place.given} && {test}" if place.given else test


def _expression(rule: Rule, on: On, tests: Iterable[Test], exceptions: Sequence[Exempted]) -> str:
    """Excused, or not meant, or kept."""
    kept = [place.each.format(test) for place, test in tests if place.on == on]
    parts = [*_excused(exceptions, on), *_not_meant(rule, on)]
    parts.append(" && ".join(_bracketed(test) for test in kept) if len(kept) > 1 else kept[0])
    return " || ".join(parts)


def _excused(exceptions: Sequence[Exempted], on: On) -> Iterator[str]:
    names = [name for each in exceptions for name in each.names]
    if not names:
        return
    patterns = [name_expression(name) for name in names]
    if on == "runtimes":
        # A ClusterTrainingRuntime has no namespace: its own name begins with the run's, and ends with its digest.
        patterns += [_cluster_name(*name.partition("/")[::2]) for name in names]
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    yield f"variables.fineTune.matches({cel.text(f'^(?:{joined})$')})"


def _cluster_name(namespace: str, name: str) -> str:
    inner = name_expression(name)
    return f"{name_expression(namespace)}-{inner}-[a-z0-9]+/{inner}"


def _shows_conditions(rule: Rule, on: On) -> bool:
    return all(_plain_places(condition, on) for condition in rule.when)


def _plain_places(condition: Condition, on: On) -> list[Place]:
    """Where one kind of object shows the value once."""
    return [place for place in places_of(condition.target) if place.on == on and place.each == ONCE]


def _not_meant(rule: Rule, on: On) -> Iterator[str]:
    for condition in rule.when:
        places = _plain_places(condition, on)
        if not places:
            reason = why_hidden(condition.target) if not places_of(condition.target) else "another object shows it"
            raise Unsayable(f"it depends on `{condition.target.text}`: {reason}")
        yield f"!({_holds(condition, places)})"


def _holds(condition: Condition, places: Sequence[Place]) -> str:
    """Of several places at least one is meant by `is`, and none by `not`."""
    parts = []
    if condition.is_ is not None:
        parts.append(_bracketed(" || ".join(_there(place, _is(condition.is_, place)) for place in places)))
    if condition.not_ is not None:
        parts += [f"!({_there(place, _is(condition.not_, place))})" for place in places]
    if condition.bounds is not None:
        parts += [_there(place, cel.within(condition.bounds, place.value, place.kind)) for place in places]
    return " && ".join(parts)


def _is(choice: Choice, place: Place) -> str:
    if place.kind == "list":
        return f"{place.value}.exists(item, {cel.chosen(choice, 'item', 'text')})"
    return cel.chosen(choice, place.value, place.kind)


def _there(place: Place, test: str) -> str:
    return f"{place.given} && {test}" if place.given else test


def _bracketed(expression: str) -> str:
    return f"({expression})"
