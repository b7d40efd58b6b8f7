"""`gitune show`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from gitune.cli.compiling import Compiled, compile_inputs
from gitune.cli.exits import FINE
from gitune.cli.families import only_matrix, volumes
from gitune.cli.inputs import read_inputs
from gitune.cli.one import one, run_option
from gitune.cli.reporting import Reporting, reporting_options
from gitune.cli.where import where_options
from gitune.workspace.model import Where

_FILES = {
    "argocd": "argocd/",
    "flux": "flux/",
    "kustomization": "/run/kustomization.yaml",
    "pvc": "/persistentvolumeclaim.yaml",
    "runtime": "trainingruntime.yaml",
    "torchtune": "/run/torchtune.yaml",
    "trainjob": "/run/trainjob.yaml",
}
_SPEC = "spec"


@click.command("show")
@click.argument("what", type=click.Choice(sorted([*_FILES, _SPEC])))
@click.argument("spec", default="finetune.yaml", type=click.Path())
@click.option("--origin", is_flag=True, help="With `spec`: say of each value who said it, and where.")
@click.option(
    "-o", "--output", type=click.Choice(["text", "json"]), default="text", help="With `spec --origin`: its format."
)
@run_option
@where_options
@reporting_options
def command(
    what: str, spec: str, *, origin: bool, output: str, run: str | None, where: Where, reporting: Reporting
) -> int:
    """Print one rendered file of SPEC (default: finetune.yaml), or the spec as its bases and gitune.yaml make it.

    \b
    gitune show torchtune              the resolved config
    gitune show spec --origin          every value: spec, base, default, environment, matrix or policy
    """
    if origin and what != _SPEC:
        raise click.UsageError("--origin is for `gitune show spec`")
    inputs = read_inputs([spec], where)
    compiled, diagnostics = compile_inputs(inputs)
    if failed := reporting.print(diagnostics, inputs.texts, sys.stderr):
        return failed
    if what == _SPEC:
        meant = compiled if run is None else [one(compiled, run, spec)]
        click.echo(_specs(meant, origin=origin, output=output), nl=False)
        return FINE
    for path, data in _files(compiled, what, run, spec).items():
        if _FILES[what] in path:
            click.echo(data, nl=False)
    return FINE


def _files(compiled: Sequence[Compiled], what: str, run: str | None, spec: str) -> dict[str, bytes]:
    """The files of the run that is meant; the claim of a matrix is that of all of its runs."""
    if run is None and what == "pvc" and (matrix := only_matrix(compiled)) and matrix.files():
        return matrix.files()
    item = one(compiled, run, spec)
    family = next((family for family in volumes(compiled) if item in family.runs), None)
    return item.files() | (family.files() if family and what == "pvc" else {})


def _specs(compiled: Sequence[Compiled], *, origin: bool, output: str) -> str:
    """The specs of every run, each its own YAML document."""
    if not origin:
        from gitune.canonical.yaml import dump_ordered

        return "---\n".join(_title(item, compiled) + dump_ordered(item.input.document.data) for item in compiled)
    from gitune.cli.origins import as_json, as_text, origins_of

    runs = [(item, origins_of(item.input.document, spec)) for item in compiled if (spec := item.compilation.spec)]
    if output == "text":
        return "---\n".join(_title(item, compiled) + as_text(values) for item, values in runs)
    listed = [
        {"environment": item.input.environment, "run": _run(item), "values": as_json(values)} for item, values in runs
    ]
    return json.dumps({"formatVersion": "1.0", "specs": listed}, indent=2, ensure_ascii=False) + "\n"


def _title(item: Compiled, among: Sequence[Compiled]) -> str:
    """Says which run it is, where there are several."""
    if len(among) == 1:
        return ""
    environment = f", environment {item.input.environment}" if item.input.environment else ""
    return f"# {_run(item)}{environment}\n"


def _run(item: Compiled) -> str | None:
    return item.compilation.rendered.run_name if item.compilation.rendered else None
