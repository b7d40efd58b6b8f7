"""Cases of policies: running them, and the table of what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gitune.catalog.model import Catalog
from gitune.cli.policy_files import PolicyInput, PolicyInputs
from gitune.cli.table import table
from gitune.diagnostics.model import Diagnostic
from gitune.policy.case_run import Outcome, Stage, run_case
from gitune.policy.coverage import untested
from gitune.policy.policy import Policy


class Tested(NamedTuple):
    """A policy, what came of its cases, and what they leave untested."""

    policy: Policy
    outcomes: tuple[Outcome, ...]
    gaps: tuple[Diagnostic, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Why cases failed, and what is untested."""
        return (*(each.problem for each in self.outcomes if each.problem is not None), *self.gaps)


def tested(inputs: PolicyInputs, catalog: Catalog) -> list[Tested]:
    """Runs the cases of every policy that could be read."""
    return [found for each in inputs.policies if (found := _tested(each, inputs, catalog)) is not None]


def _tested(given: PolicyInput, inputs: PolicyInputs, catalog: Catalog) -> Tested | None:
    """None where the cases cannot be read."""
    before = len(inputs.diagnostics)
    read = inputs.cases(given)
    if len(inputs.diagnostics) > before:
        return None
    outcomes: tuple[Outcome, ...] = ()
    if read.document is not None:
        stage = Stage(given.policy, catalog, read.document)
        starts = zip(read.cases, read.starts, strict=True)
        outcomes = tuple(run_case(stage, number, case, start) for number, (case, start) in enumerate(starts))
    return Tested(given.policy, outcomes, tuple(untested(given.policy, outcomes)))


def summary(results: Sequence[Tested]) -> str:
    """A line for each case, and how many were as expected."""
    rows = [
        ("failed" if outcome.problem else "ok", result.policy.name, outcome.name, outcome.said)
        for result in results
        for outcome in result.outcomes
    ]
    failed = sum(row[0] == "failed" for row in rows)
    cases = f"{len(rows):,} {'case' if len(rows) == 1 else 'cases'}"
    policies = f"{len(results):,} {'policy' if len(results) == 1 else 'policies'}"
    counted = f"{cases} of {policies}: {f'{failed:,} failed' if failed else 'all as expected'}"
    return f"{table(('', 'POLICY', 'CASE', 'VERDICT'), rows)}\n\n{counted}" if rows else f"{policies} without a case"
