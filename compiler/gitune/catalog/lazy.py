"""A mapping whose values are made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

V = TypeVar("V")


class LazyMapping(Mapping[str, V], Generic[V]):
    """Raw entries are read on first use, each value is parsed on its own first use, both once."""

    def __init__(self, read: Callable[[], Mapping[str, Any]], parse: Callable[[str, Any], V]) -> None:
        self._read = read
        self._parse = parse
        self._values: dict[str, V] = {}

    @cached_property
    def _raw(self) -> Mapping[str, Any]:
        return self._read()

    def __getitem__(self, key: str) -> V:
        if key not in self._values:
            self._values[key] = self._parse(key, self._raw[key])
        return self._values[key]

    def __contains__(self, key: object) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)
