"""`gitune compile`."""

from __future__ import annotations

import sys

import click
import pydantic  # noqa: F401 (here, near the ground: see docs/decisions.md)

from gitune.cli.exits import FINE, USAGE
from gitune.cli.fleet_options import changes_since, fleet_options
from gitune.cli.inputs import find_inputs
from gitune.cli.reporting import Reporting, reporting_options
from gitune.cli.trees import drift, write
from gitune.cli.where import locked_option, where_options
from gitune.diagnostics.model import Diagnostic
from gitune.fleet.fleet import How, fleet_of
from gitune.fleet.model import Task
from gitune.project.model import GitOps
from gitune.workspace.model import Inputs, Where


@click.command("compile")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--check", is_flag=True, help="Write nothing; compare the rendered tree byte for byte.")
@click.option(
    "-o", "--output", help="Folder of the rendered tree; `-` prints the objects. Default: as gitune.yaml says."
)
@click.option(
    "--gitops",
    type=click.Choice(["flux", "argocd"]),
    help="What brings the objects to the cluster. Default: as gitune.yaml says.",
)
@fleet_options
@locked_option
@where_options
@reporting_options
def command(
    paths: tuple[str, ...],
    *,
    check: bool,
    since: str | None,
    gitops: GitOps | None,
    locked: bool,
    output: str | None,
    where: Where,
    how: How,
    reporting: Reporting,
) -> int:
    """Render specs into manifests and resolved configs.

    PATHS are spec files, folders to search for finetune.yaml and *.finetune.yaml, or - for standard input.
    Default: finetune.yaml here, or every spec below this folder.

    \b
    gitune compile                     render
    gitune compile --check             fail when what is committed is not what the specs say
    gitune compile -o - | kubectl apply --server-side -f -
    """
    task = _task(output, check=check)
    if since is not None and task.product != "drift":
        raise click.UsageError("--changed-since goes with --check: a tree is written whole")
    where = where._replace(locked=locked, gitops=gitops)
    changes = changes_since(since, paths)
    if isinstance(changes, Diagnostic):
        reporting.print([changes], {}, sys.stderr)
        return USAGE
    inputs = find_inputs(paths, where)
    if output is not None:
        _in_one_environment(inputs)
    fleet = fleet_of(inputs, where, task, how._replace(since=changes))
    if failed := reporting.print(fleet.diagnostics, inputs.texts, sys.stderr):
        return failed
    if output == "-":
        parts = sorted((part for _, part in fleet.parts()), key=lambda part: not part.is_shared)
        click.echo("".join(part.stream for part in parts), nl=False)
        return FINE
    found = drift(fleet, task, inputs.whole, changes) if check else write(fleet, task, inputs.whole)
    return reporting.print(found, inputs.texts, sys.stderr) if found else FINE


def _task(output: str | None, *, check: bool) -> Task:
    if output == "-":
        return Task("stream")
    return Task("drift" if check else "files", output)


def _in_one_environment(inputs: Inputs) -> None:
    """What several environments render would lie in one place, one over the other."""
    for file in inputs.files:
        names = [each.environment for each in file.workspaces if each.environment]
        if len(names) > 1:
            raise click.UsageError(
                f"--output is one place, for one environment: name it with --env ({', '.join(names)})"
            )
