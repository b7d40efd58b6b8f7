"""What the composer makes of events: plain data with a place for every key and value."""

from __future__ import annotations

from typing import NamedTuple

from gitune.source.spans import Place

Data = dict[str, "Data"] | list["Data"] | str | int | float | bool | None
"""What a document may hold."""

Children = dict[str | int, "Node"]


class Node(NamedTuple):
    """One value. Aliases share the children of what they name; nobody may change them or the data."""

    data: Data
    place: Place
    children: Children
    keys: dict[str, Place]
    size: int
    """The values in it, itself included; long text counts more."""
    height: int
    """The collections inside each other in it: 0 for a scalar."""


NO_CHILDREN: Children = {}
NO_KEYS: dict[str, Place] = {}


class Collection:
    """A list or a mapping while it is read."""

    __slots__ = ("children", "end", "height", "keys", "last", "size")

    def __init__(self) -> None:
        self.children: Children = {}
        self.keys: dict[str, Place] = {}
        self.size = 1
        self.height = 0
        self.last: tuple[int, int] | None = None
        self.end = (0, 0)

    def append(self, child: Node) -> None:
        """One more item of a list."""
        self.children[len(self.children)] = child
        self._count(child)

    def set(self, key: str | None, place: Place, child: Node) -> None:
        """One more entry of a mapping. Without a usable key it is only counted."""
        if key is not None:
            self.children[key] = child
            self.keys[key] = place
        self._count(child)

    def node(self, start: Place, *, mapping: bool, flow: bool) -> Node:
        """The finished value: brackets end where they close, indented blocks with their last child."""
        end = self.end if flow or self.last is None else self.last
        data: Data = [child.data for child in self.children.values()]
        if mapping:
            data = {str(key): child.data for key, child in self.children.items()}
        return Node(data, (*start[:2], *end), self.children, self.keys, self.size, self.height + 1)

    def _count(self, child: Node) -> None:
        self.size += child.size
        self.height = max(self.height, child.height)
        self.last = child.place[2:]
