"""Paths of a policy, resolved: what a rule is about, and how its value is found."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from gitune.diagnostics.model import Path
from gitune.diagnostics.nearest import nearest
from gitune.policy.facts import FACTS, PREFIX, Fact
from gitune.policy.kinds import Kind
from gitune.spec.finetune import FineTune
from gitune.spec.shape import DURATION, QUANTITY, Shape, root

_AUTO = ("auto",)
_NOT_MEANT = frozenset(["apiVersion", "extends", "matrix"])
"""Fields that a policy has nothing to say about."""
_SCALARS: dict[str, Kind] = {"integer": "number", "number": "number", "boolean": "boolean", "anything": "anything"}


class Target(NamedTuple):
    """A value that rules may be about."""

    text: str
    """As the policy writes it."""
    path: Path
    """In the spec; empty for a fact."""
    attributes: tuple[str, ...]
    """The same on the models."""
    kind: Kind
    default: object = None
    """Of the field, where it is a plain value."""
    of_plan: str = ""
    """Name of the fact; a policy travels between processes, what computes a fact does not."""

    @property
    def fact(self) -> Fact | None:
        """What the compiler knows; None for a field of the spec."""
        return FACTS[self.of_plan] if self.of_plan else None

    def place(self, item: int = 0) -> Path:
        """The path in the spec that a refusal points at."""
        if self.fact is None:
            return self.path
        return self.fact.at[item if item < len(self.fact.at) else 0]


class Unknown(NamedTuple):
    """A path that leads nowhere, and what was probably meant."""

    message: str
    hint: str | None


@cache
def target_of(text: str) -> Target | Unknown:
    """What a path of a policy means."""
    if text.startswith(PREFIX):
        return _fact(text)
    target = Target("", (), (), "section")
    shape, rest = root(FineTune), text
    while rest:
        step, rest = _next(shape, rest)
        inner = _inside(shape, step)
        if inner is None:
            return _unknown(text, target, shape, step)
        target, shape = _extended(target, shape, step, inner), inner
    return target


def child(target: Target, key: str) -> Target | Unknown:
    """What stands in a mapping or a section under a key."""
    return target_of(f"{target.text}.{key}")


def _fact(text: str) -> Target | Unknown:
    name = text.removeprefix(PREFIX)
    fact = FACTS.get(name)
    if fact is not None:
        return Target(text, (), (), fact.kind, of_plan=name)
    meant = nearest(name, FACTS)
    names = ", ".join(f"`{PREFIX}{known}`" for known in FACTS)
    hint = f"did you mean `{PREFIX}{meant}`?" if meant else f"there are {names}"
    return Unknown(f"the compiler has no `{text}`", hint)


def _next(shape: Shape, rest: str) -> tuple[str, str]:
    """The next step of a path. A key of a free mapping may hold dots, and is all that is left."""
    mapping = _mapping(shape)
    if mapping is not None and mapping.item is not None and mapping.item.kind != "anything":
        return rest, ""
    step, _, rest = rest.partition(".")
    return step, rest


def _mapping(shape: Shape) -> Shape | None:
    return next((branch for branch in shape.branches() if branch.kind == "mapping"), None)


def _inside(shape: Shape, step: str) -> Shape | None:
    fields = shape.fields()
    if step in fields:
        return fields[step]
    if shape.kind == "anything":
        return shape
    mapping = _mapping(shape)
    return mapping.item if mapping is not None else None


def _extended(target: Target, shape: Shape, step: str, inner: Shape) -> Target:
    attribute, default = step, None
    for model in _models(shape):
        for name, info in model.model_fields.items():
            if info.alias == step:
                attribute, default = name, _default(info)
    text = f"{target.text}.{step}".removeprefix(".")
    return Target(text, (*target.path, step), (*target.attributes, attribute), _kind(inner), default)


def _models(shape: Shape) -> list[type[BaseModel]]:
    options = shape.options if shape.discriminator is not None else (shape,)
    return [option.model for option in options if option.model is not None]


def _default(info: FieldInfo) -> object:
    value = info.default
    plain = isinstance(value, bool | int | float | str) and value not in _AUTO
    return value if plain and value is not PydanticUndefined else None


def _kind(shape: Shape) -> Kind:
    if shape.discriminator is not None:
        return "section"
    found = [_branch(branch) for branch in shape.branches() if branch.values != _AUTO]
    plain = [kind for kind in found if kind != "section"]
    return next(iter(plain or found), "anything")


def _branch(shape: Shape) -> Kind:
    forms: dict[str | None, Kind] = {QUANTITY: "quantity", DURATION: "duration"}
    if shape.form in forms:
        return forms[shape.form]
    if shape.kind == "mapping":
        return "section" if shape.model is not None else "mapping"
    if shape.kind == "list":
        return "list" if shape.item is not None and _kind(shape.item) == "text" else "sections"
    return _SCALARS.get(shape.kind, "text")


def _unknown(text: str, target: Target, shape: Shape, step: str) -> Unknown:
    fields = shape.fields()
    where = f"`{target.text}` has" if target.text else "a spec has"
    if not fields:
        return Unknown(f"`{text}` leads nowhere: `{target.text}` is no section", None)
    meant = nearest(step, fields)
    if meant is not None:
        rest = text.removeprefix(f"{target.text}.{step}".removeprefix("."))
        return Unknown(f"{where} no field `{step}`", f"did you mean `{_joined(target.text, meant)}{rest}`?")
    known = ", ".join(f"`{_joined(target.text, name)}`" for name in fields if name not in _NOT_MEANT)
    hint = f"there are {known}" + ("" if target.text else f", and facts such as `{PREFIX}gpus`")
    return Unknown(f"{where} no field `{step}`", hint)


def _joined(text: str, name: str) -> str:
    return f"{text}.{name}".removeprefix(".")
