"""Reading what a verb needs: the only place where the CLI opens specs."""

from __future__ import annotations

from collections.abc import Sequence

from gitune.workspace.find import find_specs
from gitune.workspace.model import Inputs, Where
from gitune.workspace.specs import Bases, read_specs

_ANYWHERE = Where()


def read_inputs(paths: Sequence[str], where: Where = _ANYWHERE) -> Inputs:
    """Reads the specs that `paths` name: files, folders (searched), or `-` for standard input."""
    inputs = Inputs()
    inputs.files = find_specs(paths, where, inputs)
    bases = Bases(inputs)
    for file in inputs.files:
        inputs.specs += read_specs(file, inputs, bases)
    return inputs
