"""Which of a spec's runs a diagnostic is about, where it is not about all of them."""

from __future__ import annotations

from collections.abc import Sequence

from gitune.diagnostics.model import Diagnostic
from gitune.spec.words import listed
from gitune.workspace.model import SpecInput

Found = Sequence[tuple[SpecInput, Sequence[Diagnostic]]]
"""Each run with what was found in it."""

_FEW = 3
"""More names than these say less than their number."""


def attributed(runs: Found) -> Found:
    """The same; a message of what only some runs of a spec have names them: their environments, or those of a grid."""
    of_file: dict[str, dict[int, SpecInput]] = {}
    for spec, _ in runs:
        of_file.setdefault(spec.document.file, {})[id(spec)] = spec
    if all(len(specs) == 1 for specs in of_file.values()):
        return runs
    having: dict[tuple[str, Diagnostic], dict[int, SpecInput]] = {}
    for spec, found in runs:
        for diagnostic in found:
            having.setdefault((spec.document.file, diagnostic), {})[id(spec)] = spec
    said = {key: _suffix(list(some.values()), list(of_file[key[0]].values())) for key, some in having.items()}
    return [(spec, [_with(said[spec.document.file, one], one) for one in found]) for spec, found in runs]


def _with(suffix: str, diagnostic: Diagnostic) -> Diagnostic:
    return diagnostic._replace(message=f"{diagnostic.message}{suffix}") if suffix else diagnostic


def _suffix(some: Sequence[SpecInput], every: Sequence[SpecInput]) -> str:
    """Environments where a diagnostic is about all runs in them, otherwise the runs."""
    if len(some) == len(every):
        return ""
    environments = [name for name in _environments(every) if _in(name, some)]
    places = listed(environments, last="and")
    if all(len(_in(name, some)) == len(_in(name, every)) for name in environments):
        return f" (in {places})"
    where = f" in {places}" if len(_environments(every)) > 1 else ""
    return f" (for {_runs(some)}{where})"


def _runs(specs: Sequence[SpecInput]) -> str:
    names = list(dict.fromkeys(spec.variant.name for spec in specs if spec.variant))
    if len(names) <= _FEW:
        return listed(names, last="and")
    return f"{len(names)} of the matrix' runs, such as `{names[0]}`"


def _environments(specs: Sequence[SpecInput]) -> list[str]:
    return list(dict.fromkeys(spec.environment or "" for spec in specs))


def _in(environment: str, specs: Sequence[SpecInput]) -> list[SpecInput]:
    return [spec for spec in specs if (spec.environment or "") == environment]
