"""A tree to text: two spaces a level, a blank line between sections, short collections in brackets where they were."""

from __future__ import annotations

from gitune.format.order import below, name_of, ordered
from gitune.format.scalars import WIDTH, block_lines, inline, is_block, wrapped
from gitune.format.tree import Alias, Collection, Entry, Lines, Scalar, Source, Value
from gitune.spec.shape import Shape

_OPENING = ("apiVersion", "kind", "extends", "metadata")
"""They stand together, without blank lines."""


def write(source: Source, shape: Shape | None) -> str:
    """The canonical text. Without a shape, keys stay in the order in which they stand."""
    lines = _tidy(source.head)
    gap = bool(source.head) and not source.head[-1]
    for number, entry in enumerate(ordered(source.root.entries, shape)):
        before = [text for text in _tidy(entry.before) if text] if _opens(entry) else _tidy(entry.before)
        parted = gap if number == 0 else not _opens(entry) or source.root.kind == "list"
        lines += [""] * (parted and bool(lines))
        lines += [*before, *_entry(entry, "", below(shape, entry))]
    tail = _tidy(source.root.tail)
    lines += [""] * (bool(tail) and not source.root.tail[0]) + tail
    return "\n".join(lines) + "\n"


def _opens(entry: Entry) -> bool:
    return name_of(entry) in _OPENING


def _tidy(lines: Lines) -> Lines:
    """Without blank lines at both ends, and never two together."""
    kept: Lines = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept[:-1] if kept and not kept[-1] else kept


def _entry(entry: Entry, pad: str, shape: Shape | None) -> Lines:
    """The lines of an entry without the comments before it."""
    lead = f"{pad}{inline(entry.key)}:" if entry.key else f"{pad}-"
    value, comment = entry.value, f"  {entry.after}" if entry.after else ""
    if isinstance(value, Collection) and not _fits(value, lead):
        return _nested(entry, value, lead, pad, shape)
    lead += f" &{value.anchor}" if not isinstance(value, Alias) and value.anchor else ""
    if isinstance(value, Scalar) and is_block(value):
        header, lines = block_lines(value, f"{pad}  ")
        return [f"{lead} {header}{comment}", *lines]
    if isinstance(value, Scalar) and (lines := wrapped(value, f"{lead} ", f"{pad}  ") or []):
        return [*lines[:-1], lines[-1] + comment]
    return [f"{lead} {_flow(value, shape)}{comment}"]


def _nested(entry: Entry, value: Collection, lead: str, pad: str, shape: Shape | None) -> Lines:
    anchor = f" &{value.anchor}" if value.anchor else ""
    inner = _block(value, f"{pad}  ", shape)
    if entry.key or anchor or not inner:
        return [f"{lead}{anchor}{f'  {entry.after}' if entry.after else ''}", *inner]
    comments = [line for line in inner[: _first(inner)] if line]
    start = inner[_first(inner)]
    above = [f"{pad}{line.strip()}" for line in comments] + ([f"{pad}{entry.after}"] if entry.after else [])
    return [*above, f"{lead} {start[len(pad) + 2 :]}", *inner[_first(inner) + 1 :]]


def _first(lines: Lines) -> int:
    return next(number for number, line in enumerate(lines) if line and not line.lstrip().startswith("#"))


def _block(collection: Collection, pad: str, shape: Shape | None) -> Lines:
    lines: Lines = []
    for entry in ordered(collection.entries, shape):
        before = _tidy(entry.before)
        lines += [""] * (bool(entry.before) and not entry.before[0] and bool(lines))
        lines += [pad + text if text else "" for text in before]
        lines += [""] * (bool(before) and not entry.before[-1])
        lines += _entry(entry, pad, below(shape, entry))
    tail = _tidy(collection.tail)
    lines += [""] * (bool(tail) and not collection.tail[0])
    return lines + [pad + text if text else "" for text in tail]


def _fits(collection: Collection, lead: str) -> bool:
    """Whether a collection stays in brackets: where it was, without comments, on a line of ordinary length."""
    if not collection.entries:
        return not collection.tail
    return collection.flow and not _commented(collection) and len(lead) + len(_flow(collection, None)) < WIDTH


def _commented(collection: Collection) -> bool:
    inner = (entry.value for entry in collection.entries if isinstance(entry.value, Collection))
    beside = any(entry.after or any(entry.before) for entry in collection.entries)
    return bool(collection.tail) or beside or any(map(_commented, inner))


def _flow(value: Value, shape: Shape | None) -> str:
    if isinstance(value, Alias):
        return f"*{value.name}"
    if isinstance(value, Scalar):
        return inline(value)
    parts = []
    for entry in ordered(value.entries, shape):
        inner = entry.value
        anchor = f"&{inner.anchor} " if not isinstance(inner, Alias) and inner.anchor else ""
        text = f"{anchor}{_flow(inner, below(shape, entry))}"
        parts.append(f"{inline(entry.key)}: {text}" if entry.key else text)
    joined = ", ".join(parts)
    return f"{{{joined}}}" if value.kind == "mapping" else f"[{joined}]"
