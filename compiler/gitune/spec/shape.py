"""The models as a tree of shapes: what stands where, for messages that pydantic's error locations alone cannot give.

A location of pydantic holds more than the path in the document: the tag of a discriminated union, the label of a
union's branch, `[key]` for a key. Following it through the shapes tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.functional_validators import AfterValidator

from gitune.diagnostics.model import Path
from gitune.spec.quantity import canonical_quantity, duration_seconds

Kind = Literal["text", "integer", "number", "boolean", "null", "list", "mapping", "choice", "union", "anything"]


class Shape(NamedTuple):
    """What may stand in a place."""

    kind: Kind
    model: type[BaseModel] | None = None
    """Of a mapping with fixed fields."""
    values: tuple[Any, ...] = ()
    """Of a choice."""
    options: tuple[Shape, ...] = ()
    """Of a union; a tagged one only has models."""
    discriminator: str | None = None
    item: Shape | None = None
    """Of a list, or of a mapping with free keys."""
    form: str | None = None
    """Of text that one of our validators reads: what it is, with an example."""

    def fields(self) -> dict[str, Shape]:
        """The fields of a mapping by the names that a spec uses; those of every option for a tagged union."""
        if self.discriminator is not None:
            return {name: shape for option in self.options for name, shape in option.fields().items()}
        return fields_of(self.model) if self.model else {}

    def tags(self) -> dict[str, Shape]:
        """The options of a tagged union by their tags."""
        return {tag: option for option in self.options for tag in option.fields()[self.discriminator or ""].values}

    def branches(self) -> tuple[Shape, ...]:
        """The shapes that a value may have; the shape itself unless it is a plain union."""
        return self.options if self.kind == "union" and self.discriminator is None else (self,)


@cache
def fields_of(model: type[BaseModel]) -> dict[str, Shape]:
    """The shapes of a model's fields, by alias."""
    hints = get_type_hints(model, include_extras=True)
    return {info.alias or name: _field(hints[name], info) for name, info in model.model_fields.items()}


def root(model: type[BaseModel]) -> Shape:
    """The shape of a whole document."""
    return Shape("mapping", model)


class Place(NamedTuple):
    """A place of a document: its path, what may stand there, and the mapping or list that it stands in."""

    path: Path
    shape: Shape
    parent: Shape | None = None
    is_key: bool = False
    branched: bool = False
    """Whether the location names a branch of a plain union, so that other branches may have errors here too."""

    @property
    def name(self) -> str:
        """The last step of the path."""
        return str(self.path[-1]) if self.path else ""


def locate(model: type[BaseModel], location: Iterable[str | int]) -> Place:
    """The place that one of pydantic's error locations means."""
    place = Place((), root(model))
    for step in location:
        place = _step(place, step)
    return place


def _step(place: Place, step: str | int) -> Place:
    path, shape = place.path, place.shape
    if step == "[key]":
        return Place(path, Shape("text"), place.parent, is_key=True)
    if shape.discriminator is not None:
        return Place(path, shape.tags().get(str(step), shape), place.parent)
    if shape.kind == "union" and not place.branched:
        return Place(path, shape, place.parent, branched=True)
    container = next((branch for branch in shape.branches() if branch.kind in {"list", "mapping"}), shape)
    return Place((*path, step), _child(container, step), container)


def _child(shape: Shape, step: str | int) -> Shape:
    return shape.item or shape.fields().get(str(step)) or Shape("anything")


def _field(hint: Any, info: FieldInfo) -> Shape:
    discriminator = info.discriminator if isinstance(info.discriminator, str) else None
    return _shape(hint, discriminator)


def _shape(hint: Any, discriminator: str | None = None) -> Shape:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(arguments[0], arguments[1:], discriminator)
    if origin in {Union, UnionType}:
        return _union(arguments, discriminator)
    if origin is not None:
        return _generic(origin, arguments)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return Shape("mapping", hint)
    return Shape(_SCALARS.get(hint, "anything"))


def _generic(origin: Any, arguments: tuple[Any, ...]) -> Shape:
    if origin is Literal:
        return Shape("choice", values=arguments)
    return Shape("mapping", item=_shape(arguments[1])) if origin is dict else Shape("list", item=_shape(arguments[0]))


_SCALARS: dict[Any, Kind] = {str: "text", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


QUANTITY = "a quantity such as `16Gi`"
DURATION = "a duration such as `12h`"
_FORMS: dict[Any, str] = {canonical_quantity: QUANTITY, duration_seconds: DURATION}


def _annotated(hint: Any, metadata: tuple[Any, ...], discriminator: str | None) -> Shape:
    for entry in metadata:
        if isinstance(entry, FieldInfo) and isinstance(entry.discriminator, str):
            discriminator = entry.discriminator
    shape = _shape(hint, discriminator)
    form = next((_FORMS[entry.func] for entry in metadata if isinstance(entry, AfterValidator)), None)
    return shape._replace(form=form) if form else shape


def _union(arguments: tuple[Any, ...], discriminator: str | None) -> Shape:
    """None is left out: a field without a value is worded apart, and pydantic gives it no branch."""
    options = tuple(_flat(_shape(argument) for argument in arguments if argument is not NoneType))
    return options[0] if len(options) == 1 else Shape("union", options=options, discriminator=discriminator)


def _flat(shapes: Iterable[Shape]) -> Iterator[Shape]:
    for shape in shapes:
        yield from shape.branches()
