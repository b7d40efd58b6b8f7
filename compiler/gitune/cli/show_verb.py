"""`gitune show`."""

from __future__ import annotations

import sys

import click

from gitune.cli.compiling import compile_inputs
from gitune.cli.exits import FINE
from gitune.cli.inputs import read_inputs
from gitune.cli.reporting import Reporting, reporting_options
from gitune.cli.where import where_options
from gitune.workspace.model import Where

_FILES = {
    "argocd": "argocd/",
    "flux": "flux/",
    "kustomization": "/run/kustomization.yaml",
    "pvc": "/run/persistentvolumeclaim.yaml",
    "runtime": "trainingruntime.yaml",
    "torchtune": "/run/torchtune.yaml",
    "trainjob": "/run/trainjob.yaml",
}


@click.command("show")
@click.argument("what", type=click.Choice(sorted(_FILES)))
@click.argument("spec", default="finetune.yaml", type=click.Path())
@where_options
@reporting_options
def command(what: str, spec: str, *, where: Where, reporting: Reporting) -> int:
    """Print one rendered file of SPEC (default: finetune.yaml)."""
    inputs = read_inputs([spec], where)
    compiled, diagnostics = compile_inputs(inputs)
    if failed := reporting.print(diagnostics, inputs.texts, sys.stderr):
        return failed
    for item in compiled:
        for path, data in item.files().items():
            if _FILES[what] in path:
                click.echo(data, nl=False)
    return FINE
