"""`gitune check`."""

from __future__ import annotations

import sys

import click

from gitune.cli.compiling import compile_inputs
from gitune.cli.inputs import read_inputs
from gitune.cli.reporting import Reporting, reporting_options
from gitune.cli.where import locked_option, where_options
from gitune.workspace.model import Where


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path())
@locked_option
@where_options
@reporting_options
def command(paths: tuple[str, ...], *, locked: bool, where: Where, reporting: Reporting) -> int:
    """Report every diagnostic of specs, and write nothing.

    PATHS are spec files, folders to search, or - for standard input. Default: as for compile.
    """
    inputs = read_inputs(paths, where._replace(locked=locked))
    _, diagnostics = compile_inputs(inputs)
    return reporting.print(diagnostics, inputs.texts, sys.stdout)
