"""Which error a spec is listed with, and which errors are nobody's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from gitune.cli.compiling import Compiled
from gitune.cli.reporting import UNREADABLE
from gitune.diagnostics.model import Diagnostic, Severity
from gitune.lock.name import lock_name
from gitune.workspace.model import Inputs
from gitune.workspace.problems import shown


class FirstErrors:
    """The errors of one call, by who has to mend them."""

    def __init__(self, inputs: Inputs, compiled: Sequence[Compiled], diagnostics: Sequence[Diagnostic]) -> None:
        """`diagnostics` are all that there are, those of the specs among them."""
        known = {error for item in compiled for error in _errors(item.diagnostics())}
        self._by_file: dict[str, list[Diagnostic]] = {}
        for error in _errors(diagnostics):
            if error not in known:
                self._by_file.setdefault(error.span.file if error.span else "", []).append(error)
        specs = {name for file in inputs.files for name in _names(file.path)}
        rest = [(name, error) for name, found in self._by_file.items() for error in found]
        self.others = tuple(error for name, error in rest if name not in specs or error.code in UNREADABLE)
        """Those of files that are no specs, as of a project, and of files that cannot be opened."""

    def of(self, item: Compiled) -> Diagnostic | None:
        """The first error of a run; one of reading its spec comes first."""
        file = item.input.workspace.root / item.input.origin
        return self.of_file(file) or next(iter(_errors(item.diagnostics())), None)

    def of_file(self, spec: Path) -> Diagnostic | None:
        """The first error of reading a spec, or its lock, and of specs that claim one name."""
        return next((error for name in _names(spec) for error in self._by_file.get(name, ())), None)


def _errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    return sorted({d for d in diagnostics if d.severity is Severity.ERROR}, key=Diagnostic.sort_key)


def _names(spec: Path) -> tuple[str, str]:
    """The files that are a spec's own, as diagnostics name them."""
    return shown(spec), shown(spec.with_name(lock_name(spec.name)))
