"""One validation error, before it is worded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gitune.spec.shape import Place
from gitune.spec.words import name_of


class Problem(NamedTuple):
    """What pydantic found (`type`, `context`), where, and the value that stands there."""

    type: str
    place: Place
    context: Mapping[str, Any]
    value: Any

    @property
    def name(self) -> str:
        """The place as a message shows it."""
        return f"`{name_of(self.place.path)}`"

    @property
    def within(self) -> str:
        """` in training`; nothing at the top level."""
        parent = name_of(self.place.path[:-1])
        return f" in `{parent}`" if parent else ""

    @property
    def is_spurious(self) -> bool:
        """Pydantic counts only the valid items of a list when it looks at the list's length."""
        if self.type != "too_short" or not isinstance(self.value, list):
            return False
        return len(self.value) >= int(self.context["min_length"])
