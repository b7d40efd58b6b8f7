"""What the specs of a repository take from each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gitune.diagnostics.model import Diagnostic
from gitune.fleet.clashes import Claimant, clashes_of
from gitune.fleet.model import Outcome
from gitune.fleet.quoting import texts_of
from gitune.fleet.trees import tree_clashes
from gitune.workspace.model import Inputs, SpecFile

Asking = Callable[[Sequence[SpecFile]], Sequence[Outcome]]
"""Compiles specs that nobody asked for, to learn what they claim."""
Answers = Sequence[tuple[SpecFile, Outcome]]


def clashes(inputs: Inputs, known: Answers, rest: Sequence[SpecFile], ask: Asking) -> list[Diagnostic]:
    """Everything that two specs, or two projects, cannot both have; at least one of the two was asked for.

    Args:
        inputs: what was found; takes the texts of what is pointed at.
        known: the specs that were asked for.
        rest: the others.
        ask: how to learn about those.
    """
    others = _consulted(known, rest, ask) if rest and known else []
    found = clashes_of(list(_claimants(_in_order([*known, *others], inputs.files) if others else known)))
    if others:
        theirs = set(clashes_of(list(_claimants(others))))
        found = [each for each in found if each not in theirs]
    found += tree_clashes({id(one): one for file in inputs.files for one in file.workspaces}.values())
    if found:
        places = {span.file for each in found for span in (each.span, *(near.span for near in each.related)) if span}
        inputs.texts |= texts_of(places - inputs.texts.keys())
    return found


def _consulted(known: Answers, rest: Sequence[SpecFile], ask: Asking) -> list[tuple[SpecFile, Outcome]]:
    from gitune.fleet.mentions import mentioning  # noqa: PLC0415 (only `--changed-since` leaves specs out)

    asked = mentioning(rest, _claimants(known))
    return list(zip(asked, ask(asked), strict=True))


def _in_order(answers: Answers, files: Sequence[SpecFile]) -> Answers:
    """As they were found, so that the second of two is always the same."""
    places = {file.path: number for number, file in enumerate(files)}
    return sorted(answers, key=lambda answer: places[answer[0].path])


def _claimants(answers: Answers) -> Iterator[Claimant]:
    for file, outcome in answers:
        for part in outcome.parts:
            if part.facts is not None:
                yield Claimant(str(file.path), file.workspaces[part.workspace], part.facts)
