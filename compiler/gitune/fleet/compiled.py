"""One spec, compiled: the pure function with what was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gitune.catalog.load import CatalogError
from gitune.compiler import Around, Compilation, Policing, compile_spec
from gitune.diagnostics.model import Diagnostic
from gitune.diagnostics.selection import apply_comments
from gitune.emit.files import files_of
from gitune.workspace.model import SpecInput
from gitune.workspace.problems import broken_catalog


class Compiled(NamedTuple):
    """A spec and what came of it."""

    input: SpecInput
    compilation: Compilation

    def diagnostics(self, more: Sequence[Diagnostic] = ()) -> tuple[Diagnostic, ...]:
        """What was found, here and by others, but for what comments in the spec ignore."""
        document = self.input.document
        return apply_comments((*self.compilation.diagnostics, *more), document.texts, document.file)

    def files(self) -> dict[str, bytes]:
        """Its rendered files; none when it did not compile."""
        if not self.compilation.ok or self.compilation.rendered is None:
            return {}
        return files_of(self.compilation.rendered, self.input.origin)


def compiled(spec: SpecInput) -> Compiled:
    """Compiles one spec. Catalog entries are parsed when they are first asked for, so a broken one shows here."""
    workspace = spec.workspace
    family = spec.variant.family if spec.variant else None
    try:
        compilation = compile_spec(
            spec.document, workspace.project, workspace.catalog, spec.lock, Around(family, _policing(spec))
        )
    except CatalogError as error:
        compilation = Compilation(None, None, None, (broken_catalog(error),))
    return Compiled(spec, compilation)


def _policing(spec: SpecInput) -> Policing | None:
    workspace = spec.workspace
    if not workspace.policies:
        return None
    from gitune.policy.policy import Scope  # noqa: PLC0415 (few projects have policies)

    return Policing(workspace.policies, Scope(workspace.environment, spec.origin, workspace.today))
