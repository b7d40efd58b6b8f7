"""Why a run changes: which of the voices that make its spec says something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitune.diagnostics.model import Path
from gitune.diff.model import Pair, Source
from gitune.source.origin import Origin

_LOWEST_FIRST = ("default", "base", "spec", "matrix", "environment", "policy")


def label(origin: Origin, own: str, project: str) -> str:
    """What a voice is called."""
    names = {
        "default": f"{project} (defaults)",
        "base": origin.name,
        "environment": f"{project} (environment {origin.name})",
        "policy": f"the policy {origin.name}",
    }
    return names.get(origin.kind, own)


def causes(pair: Pair) -> tuple[str, ...]:
    """What a change comes from; nothing where the fine-tune comes or goes, or nobody knows."""
    if pair.before is None or pair.after is None or pair.before.source is None or pair.after.source is None:
        return ()
    before, after = pair.before.source, pair.after.source
    moved = _others(before.spoken, after.spoken)
    found = {_cause(path, before, after, moved) for path in _differing(before.document.data, after.document.data)}
    found |= _others(before.besides, after.besides)
    return tuple(sorted(found, key=lambda name: (name != after.own, name)))


def _others(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _cause(path: Path, before: Source, after: Source, moved: set[str]) -> str:
    """The highest voice that spoke, or speaks, at a path and whose words are others."""
    origins = [source.document.origin(path) for source in (before, after) if source.document.has(path)]
    ordered = sorted(origins, key=lambda origin: _LOWEST_FIRST.index(origin.kind), reverse=True)
    names = [label(origin, after.own, after.project) for origin in ordered]
    said = [
        name for origin, name in zip(ordered, names, strict=True) if _says_other(origin, name, before, after, moved)
    ]
    return next(iter(said), after.own if after.own in moved else names[0])


def _says_other(origin: Origin, name: str, before: Source, after: Source, moved: set[str]) -> bool:
    """A base that comes or goes says nothing else: somebody starts to listen to it, or stops to."""
    if origin.kind == "base":
        return name in moved and name in before.spoken and name in after.spoken
    return name in moved or name not in {*before.spoken, *after.spoken}


def _differing(before: Any, after: Any, path: Path = ()) -> Iterator[Path]:
    """Every path below which two specs differ."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}):
            yield from _differing(before.get(key), after.get(key), (*path, key))
    elif before != after:
        yield path
