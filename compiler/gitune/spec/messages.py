"""Pydantic's validation errors to findings in our own words.

Pydantic says where an error is and of which type; the shapes say what may stand there; the document says what does. No
text of pydantic comes out. What only follows from another error (missing, because misspelt) is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from gitune.diagnostics.model import Finding, Path
from gitune.source.document import Document
from gitune.spec.foreign import TARGETS, normalized
from gitune.spec.problem import Problem
from gitune.spec.shape import Shape, locate
from gitune.spec.unknown import meant_field, unknown_hint
from gitune.spec.wording import MISSING, UNKNOWN, finding_of, is_specific
from gitune.spec.words import name_of


def findings_of(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Finding]:
    """Every mistake of a document, one finding each.

    Args:
        error: what validating `document.data` against `model` raised.
        document: where the values stand.
        model: the root.
    """
    problems = [_problem(entry, document, model) for entry in error.errors(include_url=False, include_input=False)]
    chosen = _one_each(_without_other_branches(problems))
    return [_finding(problem, document, model) for problem in chosen if not _follows(problem, chosen, document)]


def _problem(entry: Any, document: Document, model: type[BaseModel]) -> Problem:
    place = locate(model, entry["loc"])
    tag = place.shape.discriminator
    if entry["type"].startswith("union_tag_") and tag is not None:
        choice = Shape("choice", values=tuple(place.shape.tags()))
        place = place._replace(path=(*place.path, tag), shape=choice, parent=place.shape)
        present = document.has(place.path)
        return Problem("literal_error" if present else MISSING, place, {}, _value(document, place.path))
    return Problem(entry["type"], place, entry.get("ctx", {}), _value(document, place.path))


def _value(document: Document, path: Path) -> Any:
    value: Any = document.data
    for step in path:
        inside = isinstance(value, dict) and step in value
        if not inside and not (isinstance(value, list) and isinstance(step, int) and step < len(value)):
            return None
        value = value[step]
    return value


def _without_other_branches(problems: list[Problem]) -> Iterator[Problem]:
    """Drops what the other branches of a union say where a list or a mapping was meant and is looked into."""
    inside = {problem.place.path[:end] for problem in problems for end in range(len(problem.place.path))}
    for problem in problems:
        if not (problem.place.branched and problem.place.path in inside):
            yield problem


def _one_each(problems: Iterable[Problem]) -> list[Problem]:
    """One problem for each key and value; what is wrong with a value of the right type says more than a type."""
    chosen: dict[tuple[Path, bool], Problem] = {}
    for problem in problems:
        if problem.is_spurious:
            continue
        key = (problem.place.path, problem.place.is_key)
        if key not in chosen or is_specific(problem) > is_specific(chosen[key]):
            chosen[key] = problem
    return list(chosen.values())


def _follows(problem: Problem, problems: list[Problem], document: Document) -> bool:
    """Whether the problem only follows from another one."""
    path = problem.place.path
    if path in document.refused or (path[:-1] in document.refused and problem.type == MISSING):
        return True
    if problem.type != MISSING:
        return False
    wrapped = _value(document, (*path[:-1], "spec"))
    unknown = [other.place for other in problems if other.type == UNKNOWN]
    return (
        (isinstance(wrapped, dict) and problem.place.name in wrapped)
        or any(TARGETS.get(normalized(place.name)) == name_of(path) for place in unknown)
        or any(meant_field(place) == problem.place.name for place in unknown if place.path[:-1] == path[:-1])
    )


def _finding(problem: Problem, document: Document, model: type[BaseModel]) -> Finding:
    if problem.type != UNKNOWN:
        return finding_of(problem)
    kind = _value(document, (*problem.place.path[:-1], "kind"))
    hint = unknown_hint(problem.place, model, kind if isinstance(kind, str) else None)
    return finding_of(problem, hint)
