"""A spec's own words, and the voices around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gitune.layers.axes import MATRIX
from gitune.layers.extends import EXTENDS
from gitune.layers.merge import merged
from gitune.source.document import Document
from gitune.source.layer import Layer

_GRID = frozenset([EXTENDS])
_RUN = frozenset([EXTENDS, MATRIX])


class Voices(NamedTuple):
    """Everything that makes a spec: defaults and bases below it, environment, grid and policies above."""

    own: Document
    below: tuple[Layer, ...] = ()
    above: tuple[Layer, ...] = ()

    def with_above(self, layers: Sequence[Layer]) -> Voices:
        """One more voice on top."""
        return self._replace(above=(*self.above, *layers))

    def grid(self) -> Document:
        """The spec with its matrix."""
        return merged(self.own, self.below, self.above, _GRID)

    def run(self) -> Document:
        """One run's spec."""
        return merged(self.own, self.below, self.above, _RUN)
