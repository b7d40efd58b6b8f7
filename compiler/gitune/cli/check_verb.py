"""`gitune check`."""

from __future__ import annotations

import sys

import click
import pydantic  # noqa: F401 (here, near the ground: see docs/decisions.md)

from gitune.cli.exits import USAGE
from gitune.cli.fleet_options import changes_since, fleet_options
from gitune.cli.inputs import find_inputs
from gitune.cli.reporting import Reporting, reporting_options
from gitune.cli.where import locked_option, where_options
from gitune.diagnostics.model import Diagnostic
from gitune.fleet.fleet import How, fleet_of
from gitune.fleet.model import Task
from gitune.workspace.model import Where


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path())
@fleet_options
@locked_option
@where_options
@reporting_options
def command(
    paths: tuple[str, ...], *, since: str | None, locked: bool, where: Where, how: How, reporting: Reporting
) -> int:
    """Report every diagnostic of specs, and write nothing.

    PATHS are spec files, folders to search, or - for standard input. Default: as for compile.

    \b
    gitune check                               every spec
    gitune check --changed-since origin/main   those that a branch touches
    """
    where = where._replace(locked=locked)
    changes = changes_since(since, paths)
    if isinstance(changes, Diagnostic):
        reporting.print([changes], {}, sys.stdout)
        return USAGE
    inputs = find_inputs(paths, where)
    fleet = fleet_of(inputs, where, Task("diagnostics"), how._replace(since=changes))
    return reporting.print(fleet.diagnostics, inputs.texts, sys.stdout)
