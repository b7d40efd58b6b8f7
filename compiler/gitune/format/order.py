"""The order of keys: that of the models."""

from __future__ import annotations

from gitune.format.tree import Entry
from gitune.spec.finetune import FineTune
from gitune.spec.shape import Shape, root


def spec_shape() -> Shape:
    """The shape of a whole spec."""
    return root(FineTune)


def ordered(entries: list[Entry], shape: Shape | None) -> list[Entry]:
    """Known fields as the model declares them, then the others as they stood; free keys stay as they stand."""
    known = {name: rank for rank, name in enumerate(_fields(shape))}
    return sorted(entries, key=lambda entry: known.get(name_of(entry), len(known)))


def below(shape: Shape | None, entry: Entry) -> Shape | None:
    """The shape of an entry's value."""
    if shape is None:
        return None
    item = next((branch.item for branch in shape.branches() if branch.item), None)
    return item or _fields(shape).get(name_of(entry))


def name_of(entry: Entry) -> str:
    """The key of an entry."""
    return entry.key.text if entry.key else ""


def _fields(shape: Shape | None) -> dict[str, Shape]:
    branches = shape.branches() if shape else ()
    return {name: field for branch in branches for name, field in branch.fields().items()}
