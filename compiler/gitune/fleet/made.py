"""Compiling one file: its runs in every environment, and what several of them share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gitune.diagnostics.model import Diagnostic
from gitune.fleet.compiled import Compiled, compiled
from gitune.fleet.facts import facts_of
from gitune.fleet.families import Family, found_in, lines_of, volumes
from gitune.fleet.model import Part
from gitune.manifests.model import Rendered, RenderedVolume
from gitune.workspace.model import Inputs, SpecFile
from gitune.workspace.specs import Bases, read_specs
from gitune.workspace.together import shared_leaks, without_disputed


class MadePart(NamedTuple):
    """A part, with what it was made of."""

    part: Part
    files: Mapping[str, bytes]
    runs: tuple[Rendered, ...] = ()
    volumes: tuple[RenderedVolume, ...] = ()


class Made(NamedTuple):
    """One file, compiled."""

    parts: tuple[MadePart, ...]
    diagnostics: tuple[Diagnostic, ...]


def made(file: SpecFile, inputs: Inputs, bases: Bases, *, files: bool) -> Made:
    """Reads and compiles a file.

    Args:
        file: the spec.
        inputs: takes what is read, and knows whether environments were left out.
        bases: those that other specs have read already.
        files: whether their files are wanted.
    """
    inputs.specs = read_specs(file, inputs, bases)
    items = [compiled(spec) for spec in inputs.specs]
    found = volumes(items)
    diagnostics = [*inputs.diagnostics, *without_disputed(found_in(items, found), inputs)]
    diagnostics += shared_leaks(inputs, diagnostics)
    parts = (*_runs(file, items, files=files), *_volumes(file, found, files=files))
    return Made(parts, tuple(diagnostics))


def _runs(file: SpecFile, items: Sequence[Compiled], *, files: bool) -> Iterator[MadePart]:
    for number, workspace in enumerate(file.workspaces):
        here = [item for item in items if item.input.workspace is workspace]
        lines = tuple(lines_of(here))
        for item in here:
            rendered = item.compilation.rendered if item.compilation.ok else None
            part = Part(number, item.input.origin, lines, facts_of(item.input, item.compilation))
            yield MadePart(part, item.files() if files else {}, (rendered,) if rendered else ())
            lines = ()


def _volumes(file: SpecFile, families: Sequence[Family], *, files: bool) -> Iterator[MadePart]:
    numbers = {id(workspace): number for number, workspace in enumerate(file.workspaces)}
    for family in families:
        if family.facts is not None:
            number = numbers[id(family.runs[0].input.workspace)]
            part = Part(number, family.origin, facts=family.facts, is_shared=True)
            yield MadePart(part, family.files() if files else {}, volumes=(family.rendered,) if family.rendered else ())
