"""`gitune show`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from gitune.cli.compiling import Compiled, compile_inputs
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
_SPEC = "spec"


@click.command("show")
@click.argument("what", type=click.Choice(sorted([*_FILES, _SPEC])))
@click.argument("spec", default="finetune.yaml", type=click.Path())
@click.option("--origin", is_flag=True, help="With `spec`: say of each value who said it, and where.")
@click.option(
    "-o", "--output", type=click.Choice(["text", "json"]), default="text", help="With `spec --origin`: its format."
)
@where_options
@reporting_options
def command(what: str, spec: str, *, origin: bool, output: str, where: Where, reporting: Reporting) -> int:
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
        click.echo(_specs(compiled, origin=origin, output=output), nl=False)
        return FINE
    for item in compiled:
        for path, data in item.files().items():
            if _FILES[what] in path:
                click.echo(data, nl=False)
    return FINE


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
