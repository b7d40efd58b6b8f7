"""`gitune diff`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import click

from gitune.cli.compiling import compile_inputs
from gitune.cli.exits import USAGE
from gitune.cli.inputs import read_inputs
from gitune.cli.reporting import Reporting, reporting_options
from gitune.cli.revision import Revision
from gitune.cli.where import where_options
from gitune.cli.worlds import Asked, World, world_of
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic
from gitune.diff.compare import compared, is_same
from gitune.diff.guard import guard
from gitune.diff.json_report import as_json
from gitune.diff.markdown import as_markdown
from gitune.diff.model import Report
from gitune.diff.text import as_text
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
            revision = Revision(snapshot(git, git.fork(commit)), asked.project_within(git), stack)
            world = world_of(revision, compiled, asked)
        except GitError as error:
            return _unusable(reporting, "GT521", f"git cannot read `{name}`: {error}", None)
    found = _found(world)
    click.echo(_printed(output, _report(name, world), found), nl=False)
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


def _found(world: World) -> list[Diagnostic]:
    """What the guard says, at its place in the spec as it is now."""
    found: list[Diagnostic] = []
    for group in world.groups:
        found += [world.place(refusal) for refusal in guard(group.pairs, group.archive)]
    return found


def _report(name: str, world: World) -> Report:
    changed = [(pair, group.prices) for group in world.groups for pair in group.pairs if not is_same(pair)]
    specs = sorted((compared(pair, prices) for pair, prices in changed), key=lambda spec: (spec.title, spec.spec))
    return Report(name, sum(len(group.pairs) for group in world.groups) - len(changed), tuple(specs))


def _printed(output: Output, report: Report, found: list[Diagnostic]) -> str:
    if output == "text":
        return as_text(report)
    ordered = sorted(found, key=Diagnostic.sort_key)
    return as_json(report, ordered) if output == "json" else as_markdown(report, ordered)


def _unusable(reporting: Reporting, code: str, message: str, hint: str | None) -> int:
    reporting.print([Diagnostic(code, severity_of(code), message, hint=hint)], {}, sys.stderr)
    return USAGE
