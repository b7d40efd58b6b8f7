"""All checks, in the order of their codes; one that is not listed does not run."""

from __future__ import annotations

from gitune.checks.base import Check
from gitune.checks.column_type import ColumnType
from gitune.checks.empty_targets import EmptyTargets
from gitune.checks.format_of_files import FormatOfFiles
from gitune.checks.gated import Gated
from gitune.checks.missing_column import MissingColumn
from gitune.checks.no_step import NoStep
from gitune.checks.other_architecture import OtherArchitecture
from gitune.checks.split_past_end import SplitPastEnd
from gitune.checks.truncated_rows import TruncatedRows
from gitune.checks.volume_below_pins import VolumeBelowPins
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan

CHECKS: tuple[type[Check], ...] = (
    Gated,
    MissingColumn,
    SplitPastEnd,
    EmptyTargets,
    FormatOfFiles,
    TruncatedRows,
    VolumeBelowPins,
    OtherArchitecture,
    ColumnType,
    NoStep,
)
"""Each check once; `tests/unit/checks` runs the examples of every page."""


def run_checks(plan: Plan) -> list[Finding]:
    """Everything that the checks find, in their order."""
    return [finding for check in CHECKS for finding in check().check(plan)]
