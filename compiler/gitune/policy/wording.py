"""What a refusal says: the owner's words, what is there, what may be, and whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitune.diagnostics.nearest import nearest
from gitune.policy.globs import compiled
from gitune.policy.judge import Broken
from gitune.policy.kinds import item_kind, shown
from gitune.policy.policy import Bounds, Choice, Policy, Rule, Value
from gitune.spec.words import flow, quoted

if TYPE_CHECKING:
    from gitune.catalog.model import Catalog

_FEW = 8


def refusal(rule: Rule, found: Broken) -> str:
    """The owner's words, and what they are about."""
    return f"{rule.message.rstrip('.')}: {_what(rule, found)}"


def _what(rule: Rule, found: Broken) -> str:
    name, kind = f"`{found.target.text}`", item_kind(found.target.kind)
    if found.why == "missing":
        return f"{name} is {'not said' if found.target.fact is None else 'not known'}"
    if found.why == "other":
        return f"{name} is {_there(found)}, and has to be {quoted(flow(found.wanted))}"
    value = shown(kind, found.value)
    bounds = rule.constraint
    if isinstance(bounds, Bounds):
        allowed = "at least {} is wanted" if found.why == "low" else "at most {} is allowed"
        return f"{name} is {value}, and {allowed.format(shown(kind, _bound(bounds, found)))}"
    held = "has" if found.target.kind in ("list", "mapping") else "is"
    return f"{name} {held} {value}, which is {'denied' if found.why == 'denied' else 'not allowed'}"


def _bound(bounds: Bounds, found: Broken) -> Value | None:
    return bounds.low if found.why == "low" else bounds.high


def _there(found: Broken) -> str:
    if found.value is None:
        return "not said"
    if isinstance(found.value, tuple):
        return quoted(flow(found.value))
    return shown(found.target.kind, found.value)


def mending(policy: Policy, rule: Rule, found: Broken, catalog: Catalog) -> str:
    """What to write, and whom to ask."""
    ask = f"ask {policy.owner} for an exception"
    if isinstance(rule.constraint, Choice) and found.why == "not allowed":
        meant = _meant(rule.constraint, found, catalog)
        if meant is not None:
            return f"did you mean {quoted(meant)}? Otherwise {ask}"
    write = _mending(rule, found, catalog)
    return f"{write}, or {ask}" if write else ask


def _mending(rule: Rule, found: Broken, catalog: Catalog) -> str | None:
    target = found.target
    if found.why == "other":
        return f"leave `{target.text}` out, and the policy writes it"
    if isinstance(rule.constraint, Choice) and found.why == "not allowed" and target.kind != "boolean":
        return _allowed(rule.constraint, found, catalog)
    if found.why == "missing":
        return "run `gitune lock`" if target.fact is not None else f"write `{target.text}`"
    if target.fact is None:
        return None
    fields = {".".join(map(str, path)) for path in target.fact.at}
    return f"change `{fields.pop()}`" if len(fields) == 1 and fields != {"metadata.name"} else None


def _allowed(choice: Choice, found: Broken, catalog: Catalog) -> str:
    kind = item_kind(found.target.kind)
    names = _known(choice, found, catalog)
    if not 0 < len(names) <= _FEW:
        names = [shown(kind, value) for value in choice.written]
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return f"allowed {'is' if len(names) == 1 else 'are'} {', '.join(names[:_FEW])}{more}"


def _meant(choice: Choice, found: Broken, catalog: Catalog) -> str | None:
    """The one of several that was probably meant."""
    known = [name.strip("`") for name in _known(choice, found, catalog)]
    known = known or [value for value in choice.written if isinstance(value, str) and "*" not in value]
    return nearest(str(found.value), known) if len(choice.written) > 1 else None


def _known(choice: Choice, found: Broken, catalog: Catalog) -> list[str]:
    """What the catalog has of what is allowed, for the two fields that name entries of it."""
    entries = {
        "model.id": catalog.models,
        "resources.accelerator": catalog.accelerators,
        "plan.accelerator": catalog.accelerators,
    }.get(found.target.text)
    if entries is None or not any("*" in str(value) for value in choice.written):
        return []
    pattern = compiled(str(value) for value in choice.written)
    return [quoted(name) for name in sorted(entries) if pattern.fullmatch(name)]
