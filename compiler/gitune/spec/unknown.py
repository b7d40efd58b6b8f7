"""Unknown fields: what was probably meant."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from gitune.diagnostics.model import Path
from gitune.diagnostics.nearest import nearest
from gitune.spec.foreign import foreign_hint, normalized
from gitune.spec.shape import Place, Shape, root
from gitune.spec.words import listed, name_of

_FEW = 2
"""A name that more places know says nothing about which of them was meant."""


def meant_field(place: Place) -> str | None:
    """The field of the same mapping that an unknown one is a misspelling of."""
    fields = place.parent.fields() if place.parent else {}
    if (before_colon := place.name.partition(":")[0]) in fields:
        return before_colon
    same = next((field for field in fields if normalized(field) == normalized(place.name)), None)
    return same or nearest(place.name, fields)


def unknown_hint(place: Place, model: type[BaseModel], kind: str | None) -> str:
    """What to do about an unknown field. `kind` is the tag of the mapping that it stands in, if that has one."""
    return (
        _odd_space(place.name)
        or _tight_colon(place)
        or foreign_hint(place.name)
        or _same_spelling(place)
        or _other_kind(place, model, kind)
        or _elsewhere(place, model)
        or _similar(place)
        or _all_fields(place)
    )


def _odd_space(name: str) -> str | None:
    """A no-break space, mostly copied from a web page, is a letter for YAML."""
    odd = next((character for character in name if character.isspace() and character != " "), None)
    return f"the invisible character U+{ord(odd):04X} stands in this key; replace it with a space" if odd else None


def _tight_colon(place: Place) -> str | None:
    """`{kind:instruct}` is one long key."""
    return f"put a space after `{meant_field(place)}:`" if ":" in place.name and meant_field(place) else None


def _same_spelling(place: Place) -> str | None:
    meant = meant_field(place)
    return f"did you mean `{meant}`?" if meant and normalized(meant) == normalized(place.name) else None


def _similar(place: Place) -> str | None:
    meant = meant_field(place)
    return f"did you mean `{meant}`?" if meant else None


def _all_fields(place: Place) -> str:
    fields = place.parent.fields() if place.parent else {}
    return f"the fields are {listed(fields, last='and')}" if len(fields) > 1 else f"the only field is {listed(fields)}"


def _other_kind(place: Place, model: type[BaseModel], kind: str | None) -> str | None:
    """A field of another kind of the same tagged union."""
    union = _shape_at(root(model), place.path[:-1])
    if kind is None or union.discriminator is None:
        return None
    having = [tag for tag, option in union.tags().items() if place.name in option.fields()]
    return f"`{kind}` has no such field, {listed(having, last='and')} have" if having else None


def _shape_at(shape: Shape, path: Path) -> Shape:
    for step in path:
        shape = shape.item or shape.fields().get(str(step)) or Shape("anything")
    return shape


def _elsewhere(place: Place, model: type[BaseModel]) -> str | None:
    """The mapping that knows a field of this name."""
    owners = [path for path, name in _fields(root(model), ()) if normalized(name) == normalized(place.name)]
    if not 0 < len(owners) <= _FEW:
        return None
    shown = " or ".join(f"`{name_of(path)}`" if path else "the top level" for path in owners)
    return f"it belongs under {shown}" if owners != [()] else "it belongs at the top level"


def _fields(shape: Shape, path: Path) -> Iterator[tuple[Path, str]]:
    for name, inner in shape.fields().items():
        yield path, name
        yield from _fields(inner, (*path, name))
