"""Which comment belongs to what.

A comment on a line of its own belongs to what follows it; when it stands deeper than that, to the end of the section
above. A comment at the end of a line belongs to the entry of that line.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from gitune.format.parse import TreeBuilder
from gitune.format.tree import Collection, Entry, Lines, Source


def attached(builder: TreeBuilder, root: Collection) -> Source:
    """The tree with every comment in its place."""
    source = Source(root, [], builder.entries)
    starts = [entry.place for entry in builder.entries]
    for line, text, owner in builder.headers:
        _beside(source, owner or _entry_before(source, starts, (line, 0)), text)
    for gap in _gaps(builder, source, starts):
        _place(gap, source, starts)
    return source


Loose = list[tuple[int, int, str]]
"""Lines without a value, next to each other: line, column, comment; an empty comment is a blank line."""


def _gaps(builder: TreeBuilder, source: Source, starts: list[tuple[int, int]]) -> list[Loose]:
    gaps: list[Loose] = [[]]
    dash = False
    for line, text in enumerate(builder.lines):
        column = _comment_column(builder, line, text)
        before, comment = text[:column], "" if column is None else text[column:].rstrip()
        if column is not None and not before.strip(" \t-"):
            gaps[-1].append((line, 0 if dash or before.strip() else column, comment))
        elif column is not None:
            _end_of_line(source, starts, (line, column), comment)
        elif not text.strip() and not _inside(builder, (line, 0)):
            gaps[-1].append((line, 0, ""))
        if before.strip():
            gaps.append([])
            dash = not before.strip(" \t-")
    return [gap for gap in gaps if gap]


def _comment_column(builder: TreeBuilder, line: int, text: str) -> int | None:
    column = text.find("#")
    while column >= 0:
        apart = column == 0 or text[column - 1] in " \t"
        if apart and not _inside(builder, (line, column)):
            return column if not any(header[0] == line for header in builder.headers) else None
        column = text.find("#", column + 1)
    return None


def _inside(builder: TreeBuilder, place: tuple[int, int]) -> bool:
    at = bisect_right(builder.covered, (place, (1 << 30, 0))) - 1
    return at >= 0 and builder.covered[at][0] <= place < builder.covered[at][1]


def _entry_before(source: Source, starts: list[tuple[int, int]], place: tuple[int, int]) -> Entry | None:
    at = bisect_right(starts, place) - 1
    return source.entries[at] if at >= 0 else None


def _end_of_line(source: Source, starts: list[tuple[int, int]], place: tuple[int, int], text: str) -> None:
    entry = _entry_before(source, starts, place)
    while entry is not None and entry.home.flow and (entry.home.end_line, entry.home.end_column) <= place:
        entry = entry.home.owner
    _beside(source, entry, text)


def _beside(source: Source, entry: Entry | None, text: str) -> None:
    if entry is None:
        source.head.append(text)
    elif entry.after is None:
        entry.after = text
    else:
        entry.before.append(text)


def _place(gap: Loose, source: Source, starts: list[tuple[int, int]]) -> None:
    line = gap[0][0]
    at = bisect_right(starts, (line, -1))
    earlier = source.entries[at - 1] if at else None
    later = source.entries[at] if at < len(source.entries) else None
    if earlier is None:
        _to_head(gap, source, later)
        return
    if not isinstance(earlier.value, Collection) and earlier.value.end_line > line:
        earlier.before += [text for *_, text in gap if text]
        return
    flow = _open_flow(earlier, line)
    if flow is not None:
        inner = later is not None and later.line <= flow.end_line
        (later.before if inner and later else flow.tail).extend(text for *_, text in gap if text)
        return
    deeper, rest = _split(gap, later.column if later else -1)
    _to_tails(deeper, earlier, later, source)
    (later.before if later else source.root.tail).extend(text for *_, text in rest)


def _split(gap: Loose, column: int) -> tuple[Loose, Loose]:
    """The comments that stand deeper than what follows, and the rest; blank lines between go with the rest."""
    last = 0
    for number, (_, at, text) in enumerate(gap, 1):
        if text and at <= column:
            break
        last = number if text else last
    return gap[:last], gap[last:]


def _to_tails(deeper: Loose, earlier: Entry, later: Entry | None, source: Source) -> None:
    ended = [c for c in _around(earlier) if not c.flow and c.column > (later.column if later else -1)]
    blanks: Lines = []
    for _, column, text in deeper:
        if not text:
            blanks.append(text)
            continue
        homes = [collection for collection in ended if collection.column <= column]
        deepest = max((collection.column for collection in homes), default=-1)
        home = next((collection for collection in homes if collection.column == deepest), None)
        target = home.tail if home else (later.before if later else source.root.tail)
        target += [*blanks, text]
        blanks = []


def _around(entry: Entry) -> list[Collection]:
    """The collections that an entry stands in, outermost first."""
    found: list[Collection] = []
    inner: Entry | None = entry
    while inner is not None:
        found.insert(0, inner.home)
        inner = inner.home.owner
    return found


def _open_flow(entry: Entry, line: int) -> Collection | None:
    """The innermost flow collection that is open at a line."""
    own = [entry.value] if isinstance(entry.value, Collection) else []
    candidates = [c for c in (*_around(entry), *own) if c.flow and c.line <= line < c.end_line]
    return candidates[-1] if candidates else None


def _to_head(gap: Loose, source: Source, first: Entry | None) -> None:
    """What opens the file stays there; the last block of it goes with the first key when a blank line parts them."""
    texts = [text for *_, text in gap]
    parted = [at for at, (left, right) in enumerate(pairwise(texts), 1) if not left and right]
    if parted and first is not None and texts[-1]:
        source.head += texts[: parted[-1]]
        first.before += texts[parted[-1] :]
    else:
        source.head += texts
