"""`gitune list`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from gitune.cli.compiling import compile_inputs
from gitune.cli.exits import FINDINGS
from gitune.cli.first_errors import FirstErrors
from gitune.cli.inputs import read_inputs
from gitune.cli.listed import listing_of
from gitune.cli.reporting import Reporting, fail, reporting_options
from gitune.cli.table import table
from gitune.cli.where import where_options
from gitune.listing.model import Listing
from gitune.listing.repositories import Repositories
from gitune.listing.table import rows_of
from gitune.listing.wording import counted, headline
from gitune.workspace.model import STDIN, Where

Output = Literal["table", "json"]


@click.command("list")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "-o",
    "--output",
    type=click.Choice(["table", "json"]),
    help="Format of what is printed. Default: table, and nothing beside --html.",
)
@click.option(
    "--html",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write one page that needs nothing but itself: to search, sort, link and print. `-` prints it.",
)
@click.option("--title", default="Fine-tunes", show_default=True, help="What the page is called.")
@where_options
@reporting_options
def command(
    paths: tuple[str, ...], *, output: Output | None, html: str | None, title: str, where: Where, reporting: Reporting
) -> int:
    """List every run, with its state in Git and its owner.

    A run is committed when the last commit holds, byte for byte, what its spec compiles to. A spec with errors is
    listed as broken, and stops nothing.

    PATHS are spec files, or folders to search. Default: as for compile.

    \b
    gitune list                        a table
    gitune list . --html runs.html     a page for people
    """
    if STDIN in paths:
        raise click.UsageError("standard input has no place in a repository: name files or folders")
    if html == "-" and output is not None:
        raise click.UsageError(f"--html - and --output {output} would both go to standard output")
    inputs = read_inputs(paths, where)
    compiled, diagnostics = compile_inputs(inputs)
    errors, repositories = FirstErrors(inputs, compiled, diagnostics), Repositories()
    listing = listing_of(inputs, compiled, errors, repositories)
    failed = reporting.print(errors.others, inputs.texts, sys.stderr)
    for problem in repositories.problems():
        fail(f"no run counts as committed, because git cannot be asked: {problem}")
    if html is not None and not _write(listing, html, title):
        return FINDINGS
    if output is not None or html is None:
        _print(listing, output or "table")
    _say(listing)
    return failed


def _write(listing: Listing, file: str, title: str) -> bool:
    """Writes the page; False where it cannot be written."""
    from gitune.listing.page import as_page

    page = as_page(listing, title).encode()
    if file == "-":
        click.echo(page, nl=False)
        return True
    try:
        Path(file).write_bytes(page)
    except OSError as error:
        fail(f"cannot write {file}: {error.strerror or 'the system refused'}")
        return False
    return True


def _print(listing: Listing, output: Output) -> None:
    if output == "json":
        from gitune.listing.json_report import as_json

        click.echo(as_json(listing), nl=False)
    elif listing.entries:
        click.echo(table(*rows_of(listing)))


def _say(listing: Listing) -> None:
    click.echo(headline(listing), err=True)
    if broken := {entry.spec for entry in listing.entries if entry.state == "broken"}:
        does = "does" if len(broken) == 1 else "do"
        click.echo(f"{counted(len(broken), 'spec')} {does} not compile: `gitune check` says why", err=True)
