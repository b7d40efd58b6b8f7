"""Compiling what was read: the pure function, once for each spec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gitune.catalog.load import CatalogError
from gitune.compiler import Compilation, Policing, compile_spec
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Related, Span
from gitune.diagnostics.selection import apply_comments
from gitune.emit.files import files_of
from gitune.workspace.model import Inputs, SpecInput, Workspace
from gitune.workspace.problems import broken_catalog


class Compiled(NamedTuple):
    """A spec and what came of it."""

    input: SpecInput
    compilation: Compilation

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was found, but for what comments in the spec ignore."""
        document = self.input.document
        return apply_comments(self.compilation.diagnostics, document.text, document.file)

    def files(self) -> dict[str, bytes]:
        """Its rendered files; none when it did not compile."""
        if not self.compilation.ok or self.compilation.rendered is None:
            return {}
        return files_of(self.compilation.rendered, self.input.origin)


def compile_inputs(inputs: Inputs) -> tuple[list[Compiled], list[Diagnostic]]:
    """Compiles every spec; the diagnostics are those of reading, of each spec, and of specs that claim one name."""
    compiled = [Compiled(spec, _compile(spec)) for spec in inputs.specs]
    diagnostics = [*inputs.diagnostics, *(d for c in compiled for d in c.diagnostics()), *_clashes(compiled)]
    return compiled, diagnostics


def _compile(spec: SpecInput) -> Compilation:
    """Catalog entries are parsed when they are first asked for, so a broken one shows here."""
    workspace = spec.workspace
    family = spec.variant.family if spec.variant else None
    try:
        return compile_spec(
            spec.document, workspace.project, workspace.catalog, spec.lock, family=family, policing=_policing(spec)
        )
    except CatalogError as error:
        return Compilation(None, None, None, (broken_catalog(error),))


def _policing(spec: SpecInput) -> Policing | None:
    workspace = spec.workspace
    if not workspace.policies:
        return None
    from gitune.policy.policy import Scope

    return Policing(workspace.policies, Scope(workspace.environment, spec.origin, workspace.today))


def by_workspace(compiled: Sequence[Compiled]) -> dict[str, tuple[Workspace, list[Compiled]]]:
    """The specs of each rendered tree, by its folder."""
    groups: dict[str, tuple[Workspace, list[Compiled]]] = {}
    for item in compiled:
        workspace = item.input.workspace
        groups.setdefault(str(workspace.output), (workspace, []))[1].append(item)
    return groups


def _clashes(compiled: Sequence[Compiled]) -> list[Diagnostic]:
    """Specs of one tree that would render into one place. `a/b-c` and `a-b/c` share the names of Flux objects."""
    first: dict[tuple[str, str], Span] = {}
    found = []
    for item in compiled:
        spec = item.compilation.spec
        if spec is None:
            continue
        place = item.input.document.span(("metadata", "name"))
        key = (str(item.input.workspace.output), f"{spec.metadata.namespace}-{spec.metadata.name}")
        if key in first:
            found.append(
                Diagnostic(
                    "GT504",
                    severity_of("GT504"),
                    f"another spec already renders `{key[1]}` (namespace and name)",
                    place,
                    (Related(first[key], "the first one"),),
                    "give one of them another metadata.name",
                )
            )
        first.setdefault(key, place)
    return found
