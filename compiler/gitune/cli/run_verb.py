"""`gitune run`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from gitune.cli.compiling import compile_inputs
from gitune.cli.exits import FINDINGS, FINE, INTERRUPTED, USAGE
from gitune.cli.inputs import read_inputs
from gitune.cli.one import one, run_option
from gitune.cli.reporting import Reporting, fail, reporting_options
from gitune.cli.trees import drift_of
from gitune.cli.where import where_options
from gitune.local.options import LocalOptions, parse_claim, parse_secret
from gitune.local.run import run_rendered
from gitune.workspace.model import Where

_SIGNALLED = frozenset([130, 143])


@click.command("run")
@click.argument("what", default="finetune.yaml", type=click.Path(exists=True))
@click.option("--claim", "claims", multiple=True, metavar="NAME=FOLDER", help="Folder that stands for a claim.")
@click.option(
    "--secret",
    "secrets",
    multiple=True,
    metavar="NAME/KEY=PLACE",
    help="Where a secret's value is: @FILE or env:VARIABLE.",
)
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), help="Folder of the run's volume and logs.")
@click.option(
    "--runtime",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Manifest of the installed runtime, for scope `existing`.",
)
@run_option
@where_options
@reporting_options
def command(
    what: str,
    *,
    run: str | None,
    claims: tuple[str, ...],
    secrets: tuple[str, ...],
    root: Path | None,
    runtime: Path | None,
    where: Where,
    reporting: Reporting,
) -> int:
    """Run a rendered run on this machine, without a cluster.

    WHAT is a rendered folder (rendered/NAMESPACE/NAME), or a spec (default: finetune.yaml) whose rendered folder is
    up to date. The objects are merged as Kubeflow Trainer merges them, and each container's command runs as a process.
    Runs of a matrix share a folder here, as they share a volume in a cluster: one of them at a time.
    """
    if run is not None and Path(what).is_dir():
        raise click.UsageError(f"--run is for a spec, and {what} is a folder")
    folder = Path(what) if Path(what).is_dir() else _folder_of(what, run, where, reporting)
    if folder is None:
        return FINDINGS
    try:
        options = LocalOptions(
            root=root,
            runtime=runtime,
            claims=dict(parse_claim(text) for text in claims),
            secrets=dict(parse_secret(text) for text in secrets),
        )
    except ValueError as error:
        fail(str(error))
        return USAGE
    gc.enable()  # a training takes hours, not the blink of a compile
    result = run_rendered(folder, options, lambda line: click.echo(line, err=True))
    reporting.print(result.diagnostics, {}, sys.stderr)
    if result.summary is not None:
        click.echo(result.summary.text())
    if result.exit_code == 0:
        return FINE
    return INTERRUPTED if result.exit_code in _SIGNALLED else FINDINGS


def _folder_of(spec: str, run: str | None, where: Where, reporting: Reporting) -> Path | None:
    """The rendered folder of a spec, if what stands there is what the spec compiles to."""
    inputs = read_inputs([spec], where)
    compiled, diagnostics = compile_inputs(inputs)
    if reporting.print(diagnostics, inputs.texts, sys.stderr):
        return None
    item = one(compiled, run, spec)
    if reporting.print(drift_of(compiled), inputs.texts, sys.stderr):
        return None
    rendered = item.compilation.rendered
    return item.input.workspace.output / rendered.namespace / rendered.name if rendered else None
