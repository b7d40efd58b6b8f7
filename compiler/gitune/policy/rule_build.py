"""One rule, made ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from gitune.diagnostics.model import Finding, Path
from gitune.policy.globs import compiled
from gitune.policy.kinds import BOUNDED, COMPARED, NAMES, compared, item_kind
from gitune.policy.model import PolicyCondition, PolicyRule, Scalar
from gitune.policy.policy import Bounds, Choice, Condition, Imposed, Number, Rule, Value
from gitune.policy.targets import Target, Unknown, child, target_of
from gitune.source.document import Document
from gitune.spec.words import described

Field = Literal["min", "max", "allowed", "denied", "required", "imposed"]

_ONE = "say one of `min` and `max`, `allowed`, `denied`, `imposed`, `required: true`"


def built_rule(written: PolicyRule, at: Path, document: Document, findings: list[Finding]) -> Rule | None:
    """The rule; None, and findings, where it cannot be applied."""
    before = len(findings)
    builder = _Builder(findings)
    target = builder.target(written.path, (*at, "path"))
    when = tuple(builder.conditions(written, at))
    field = builder.field(written, at)
    if target is None or field is None:
        return None
    constraint = builder.constraint(written, target, field, at)
    imposed = tuple(builder.imposed(written.imposed, target, (*at, "imposed"))) if field == "imposed" else ()
    if field == "imposed":
        builder.decidable(written, target, when, at)
    if len(findings) > before:
        return None
    return Rule(
        written.id,
        " ".join(written.message.split()),
        written.severity == "warning",
        frozenset(written.environments),
        written.specs,
        when,
        target,
        constraint,
        written.required,
        imposed,
        at,
        field,
    )


class _Builder:
    """Collects what is wrong on the way."""

    def __init__(self, findings: list[Finding]) -> None:
        self._findings = findings

    def report(self, code: str, message: str, path: Path, hint: str | None = None) -> None:
        """Notes a mistake."""
        self._findings.append(Finding(code, message, path, hint=hint))

    def target(self, text: str, path: Path) -> Target | None:
        """What a path means."""
        found = target_of(text)
        if isinstance(found, Unknown):
            self.report("GT577", found.message, path, found.hint)
            return None
        return found

    def field(self, written: PolicyRule, at: Path) -> Field | None:
        """The constraint of the rule; None where it has none, or several."""
        said: list[Field] = ["min"] if written.min is not None else ["max"] if written.max is not None else []
        said += ["allowed"] if written.allowed is not None else []
        said += ["denied"] if written.denied is not None else []
        said += ["imposed"] if written.imposed is not None else []
        if written.required and "imposed" not in said:
            said = said or ["required"]
        elif written.required:
            said.append("required")
        if len(said) == 1:
            return said[0]
        names = " and ".join(f"`{name}`" for name in said)
        message = f"{names} are constraints of their own" if said else "the rule constrains nothing"
        self.report("GT578", message, (*at, "id"), "make a rule of each" if said else _ONE)
        return None

    def constraint(self, written: PolicyRule, target: Target, field: Field, at: Path) -> Bounds | Choice | None:
        """Bounds or choices; None for what is only required, or imposed."""
        if field in ("min", "max"):
            return self.bounds(written.min, written.max, target, at)
        if field == "allowed":
            return self.choice(written.allowed or (), target, (*at, "allowed"), is_allowed=True)
        if field == "denied":
            return self.choice(written.denied or (), target, (*at, "denied"), is_allowed=False)
        return None

    def bounds(self, low: Scalar | None, high: Scalar | None, target: Target, at: Path) -> Bounds | None:
        """Both bounds, of the target's kind."""
        if low is None and high is None:
            return None
        if target.kind not in BOUNDED:
            where = (*at, "min" if low is not None else "max")
            message = f"`{target.text}` is {NAMES[target.kind]}, which is not more or less than another"
            self.report("GT579", message, where, "use `allowed` or `denied`")
            return None
        made = Bounds(self._bound(low, target, (*at, "min")), self._bound(high, target, (*at, "max")))
        if made.low is not None and made.high is not None and made.low > made.high:
            self.report("GT579", "`min` is more than `max`: no value keeps both", (*at, "min"), "swap them")
        return made

    def choice(self, values: Sequence[Scalar], target: Target, at: Path, *, is_allowed: bool) -> Choice | None:
        """Values or patterns, of the target's kind."""
        if target.kind not in COMPARED:
            message = f"`{target.text}` is {NAMES[target.kind]}, whose values are not compared"
            self.report("GT579", message, at, f"name a field in it, such as `{target.text}.…`")
            return None
        kind = item_kind(target.kind)
        made = [self._value(value, target, (*at, number)) for number, value in enumerate(values)]
        known = tuple(value for value in made if value is not None)
        pattern = compiled(str(value) for value in known) if kind == "text" else None
        return Choice(is_allowed, pattern, frozenset(known), known)

    def conditions(self, written: PolicyRule, at: Path) -> Iterator[Condition]:
        """What has to hold for the rule to."""
        for text, said in written.when.items():
            path: Path = (*at, "when", text)
            target = self.target(text, path)
            if target is not None:
                yield self._condition(said, target, path)

    def _condition(self, said: PolicyCondition | Sequence[Scalar] | Scalar, target: Target, path: Path) -> Condition:
        if not isinstance(said, PolicyCondition):
            return Condition(target, self.choice(_list(said), target, path, is_allowed=True), None, None)
        is_ = None if said.is_ is None else self.choice(_list(said.is_), target, (*path, "is"), is_allowed=True)
        not_ = None if said.not_ is None else self.choice(_list(said.not_), target, (*path, "not"), is_allowed=True)
        if (said.is_, said.not_, said.min, said.max) == (None, None, None, None):
            self.report("GT578", "the condition says nothing", path, "say a value, or `is`, `not`, `min` or `max`")
        return Condition(target, is_, not_, self.bounds(said.min, said.max, target, path))

    def imposed(self, value: object, target: Target, at: Path) -> Iterator[Imposed]:
        """Every plain value of what is imposed, by its own path."""
        if isinstance(value, dict) and target.kind in ("mapping", "section", "anything"):
            for key, inner in value.items():
                found = child(target, key)
                if isinstance(found, Unknown):
                    self.report("GT577", found.message, (*at, key), found.hint)
                else:
                    yield from self.imposed(inner, found, (*at, key))
            return
        if not _fits(value, target):
            self._misfit(value, target, at, NAMES[target.kind])
        yield Imposed(target, value, at)

    def decidable(self, written: PolicyRule, target: Target, when: Sequence[Condition], at: Path) -> None:
        """A value is imposed before the run is planned: nothing that is only known then can decide about it."""
        if target.fact is not None:
            hint = "impose a field of the spec that decides it"
            self.report("GT579", f"`{target.text}` follows from the spec and cannot be imposed", (*at, "path"), hint)
        for condition in when:
            if condition.target.fact is not None:
                text = condition.target.text
                message = f"`{text}` is only known after values are imposed, and cannot decide about it"
                self.report("GT579", message, (*at, "when", text), "name fields of the spec here")
        if written.severity == "warning":
            message = "an imposed value is written or refused; there is nothing to warn of"
            self.report("GT578", message, (*at, "severity"), "leave `severity` out")

    def _value(self, value: Scalar | None, target: Target, at: Path) -> Value | None:
        if value is None:
            return None
        found = compared(item_kind(target.kind), value)
        if found is None:
            self._misfit(value, target, at)
        return found

    def _bound(self, value: Scalar | None, target: Target, at: Path) -> Number | None:
        found = self._value(value, target, at)
        if isinstance(found, bool | str):
            self._misfit(value, target, at, "a number")
            return None
        return found

    def _misfit(self, value: object, target: Target, at: Path, wanted: str | None = None) -> None:
        kind = item_kind(target.kind) if isinstance(value, bool | int | float | str) else target.kind
        hint = f'write `"{value}"`' if kind == "text" and isinstance(value, bool | int | float) else None
        self.report("GT579", f"`{target.text}` takes {wanted or NAMES[kind]}, not {described(value)}", at, hint)


def _fits(value: object, target: Target) -> bool:
    if target.kind in ("list", "sections"):
        return isinstance(value, list)
    if isinstance(value, dict | list):
        return target.kind == "anything"
    return target.kind not in ("mapping", "section") and compared(target.kind, value) is not None


def _list(said: Sequence[Scalar] | Scalar) -> Sequence[Scalar]:
    return said if isinstance(said, tuple | list) else (said,)
