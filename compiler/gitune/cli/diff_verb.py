"""`gitune diff`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import click

from gitune.cli.asked import Asked
from gitune.cli.compiling import compile_inputs
from gitune.cli.earlier_projects import EarlierProjects
from gitune.cli.exits import USAGE
from gitune.cli.inputs import read_inputs
from gitune.cli.reporting import Reporting, reporting_options
from gitune.cli.revision import Revision
from gitune.cli.where import where_options
from gitune.cli.worlds import world_of
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic
from gitune.diff.guard_groups import guard_groups
from gitune.diff.json_report import as_json
from gitune.diff.markdown import as_markdown
from gitune.diff.report import report_of
from gitune.diff.text import as_text
from gitune.diff.told import Report
from gitune.git.program import Git, GitError, repository
from gitune.git.snapshot import snapshot
from gitune.workspace.find import default_paths, spec_files
from gitune.workspace.model import STDIN, Inputs, Where

DEFAULTS = ("origin/main", "main", "HEAD")
"""What is compared with where nobody says; the first that there is."""

Output = Literal["text", "markdown", "json"]


@click.command("diff")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--against",
    metavar="REV",
    help="Branch, tag or commit to compare with; where the histories parted, the commit where they did. "
    "Default: origin/main, main or HEAD, the first that there is.",
)
@click.option(
    "-o",
    "--output",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Format of what is printed; `markdown` is a comment for a pull request.",
)
@where_options
@reporting_options
def command(paths: tuple[str, ...], *, against: str | None, output: Output, where: Where, reporting: Reporting) -> int:
    """Say what a change means, and refuse what the cluster would not survive.

    Compares what the specs compile to now with a Git revision: the meaning of each run, what it takes, what happens on
    the cluster. Reads through git, without a checkout, a cluster or a network.

    PATHS are spec files, or folders to search. Default: as for compile.

    \b
    gitune diff                                 against origin/main
    gitune diff --against HEAD~1 -o markdown    as a comment for a pull request
    """
    if STDIN in paths:
        raise click.UsageError("standard input has no earlier revision: name files or folders")
    asked = Asked(paths or tuple(default_paths()), where)
    try:
        git = repository(asked.folder)
    except GitError as error:
        return _unusable(reporting, "GT521", f"nothing to compare with: {error}", "run it inside a Git repository")
    name, commit = _revision(git, against)
    if commit is None:
        hint = "fetch it first; a CI job has to check out the whole history (`fetch-depth: 0`)"
        return _unusable(reporting, "GT522", f"this repository has no commit `{name}`", hint)
    inputs = _read(asked)
    compiled, diagnostics = compile_inputs(inputs)
    if failed := reporting.print(diagnostics, inputs.texts, sys.stderr):
        return failed
    with ExitStack() as stack:
        try:
            files = snapshot(git, git.fork(commit))
            projects = EarlierProjects(files, asked.project_within(git), stack, where.today)
            world = world_of(Revision(files, projects), compiled, asked)
        except GitError as error:
            return _unusable(reporting, "GT521", f"git cannot read `{name}`: {error}", None)
    found = [world.place(refused) for refused in guard_groups(world.groups)]
    click.echo(_printed(output, report_of(name, world.groups, world.projects), found), nl=False)
    return reporting.print([*world.diagnostics, *found], inputs.texts, sys.stderr)


def _revision(git: Git, against: str | None) -> tuple[str, str | None]:
    """What is compared with: its name, and its commit where there is one."""
    names = (against,) if against is not None else DEFAULTS
    for name in names:
        if commit := git.commit(name):
            return name, commit
    return names[0], None


def _read(asked: Asked) -> Inputs:
    """What there is now. A path may have been there earlier only."""
    there = [path for path in asked.paths if Path(path).exists() and spec_files([path], Inputs())]
    return read_inputs(there, asked.where) if there else Inputs()


def _printed(output: Output, report: Report, found: list[Diagnostic]) -> str:
    if output == "text":
        return as_text(report)
    ordered = sorted(found, key=Diagnostic.sort_key)
    return as_json(report, ordered) if output == "json" else as_markdown(report, ordered)


def _unusable(reporting: Reporting, code: str, message: str, hint: str | None) -> int:
    reporting.print([Diagnostic(code, severity_of(code), message, hint=hint)], {}, sys.stderr)
    return USAGE
