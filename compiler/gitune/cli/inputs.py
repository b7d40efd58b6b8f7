"""Reading what a verb needs: the only place where the CLI opens specs."""

from __future__ import annotations

from collections.abc import Sequence

from gitune.workspace.find import find_specs
from gitune.workspace.model import Inputs, Where

_ANYWHERE = Where()


def find_inputs(paths: Sequence[str], where: Where = _ANYWHERE) -> Inputs:
    """Finds the specs that `paths` name: files, folders (searched), or `-` for standard input. Opens projects alone."""
    inputs = Inputs()
    inputs.files = find_specs(paths, where, inputs)
    return inputs


def read_inputs(paths: Sequence[str], where: Where = _ANYWHERE) -> Inputs:
    """Finds specs, and reads them."""
    from gitune.workspace.specs import Bases, read_specs

    inputs, bases = find_inputs(paths, where), Bases()
    for file in inputs.files:
        inputs.specs += read_specs(file, inputs, bases)
    return inputs
