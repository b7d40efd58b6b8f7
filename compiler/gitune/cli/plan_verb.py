"""`gitune plan`."""

from __future__ import annotations

import json
import sys

import click

from gitune.cli.compiling import compile_inputs
from gitune.cli.exits import FINE
from gitune.cli.families import only_matrix
from gitune.cli.inputs import read_inputs
from gitune.cli.one import one, run_option
from gitune.cli.reporting import Reporting, reporting_options
from gitune.cli.where import where_options
from gitune.compiler import Compilation
from gitune.plan.model import Plan
from gitune.plan.rows import selected_rows
from gitune.workspace.model import Where


@click.command("plan")
@click.argument("spec", default="finetune.yaml", type=click.Path())
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="Format of the plan.")
@run_option
@where_options
@reporting_options
def command(spec: str, *, output: str, run: str | None, where: Where, reporting: Reporting) -> int:
    """Explain the run of SPEC (default: finetune.yaml): what the compiler decided, and why.

    Of a matrix: all of its runs in a table, and the volume that they share; `--run` explains one of them.
    """
    inputs = read_inputs([spec], where)
    compiled, diagnostics = compile_inputs(inputs)
    if failed := reporting.print(diagnostics, inputs.texts, sys.stderr):
        return failed
    if run is None and (family := only_matrix(compiled)):
        from gitune.cli.family_plan import family_json, family_text

        click.echo(family_json(family) if output == "json" else family_text(family, spec))
        return FINE
    compilation = one(compiled, run, spec).compilation
    click.echo(_json(compilation) if output == "json" else _text(compilation))
    return FINE


def _summary(plan: Plan) -> list[tuple[str, str]]:
    batch, devices = plan.training.batch, plan.devices
    return [
        ("model", f"{plan.model.entry.display_name} ({plan.model.entry.parameters:,} parameters)"),
        ("source", plan.model.source.uri),
        ("dataset", f"{plan.dataset.source.uri} ({plan.dataset.kind}, {plan.dataset.split})"),
        ("method", plan.method.kind),
        ("hardware", f"{devices.nodes} node(s) x {devices.processes_per_node} process(es), {devices.accelerator.id}"),
        (
            "batch",
            f"{batch.global_size} = {batch.micro_size} x {batch.accumulation} steps x {batch.processes} processes",
        ),
        ("length", _length(plan)),
        ("volume", _volume(plan)),
        ("pinned", _pinned(plan)),
    ]


def _volume(plan: Plan) -> str:
    """The claim; of a matrix' only its name, because its size is for all of the runs."""
    storage = plan.storage
    return f"{storage.claim}, of the matrix" if storage.is_family_s else f"{storage.claim} ({storage.size})"


def _length(plan: Plan) -> str:
    """Epochs and, where the lock knows the rows, steps."""
    training, rows = plan.training, selected_rows(plan)
    if training.max_steps is not None:
        return f"at most {training.max_steps} steps"
    if rows is None or plan.dataset.packed:
        return f"{training.epochs} epoch(s)"
    steps = rows // training.batch.global_size
    return f"{training.epochs} epoch(s) of {rows:,} rows, {steps:,} steps each"


def _pinned(plan: Plan) -> str:
    sources = (("model", plan.model.source), ("dataset", plan.dataset.source))
    pinned = [
        f"{name} ({source.revision[:12] if source.revision else f'{len(source.locked.files)} files'})"
        for name, source in sources
        if source.locked is not None
    ]
    if plan.upstream is not None:
        return f"nothing: `{plan.upstream.runtime.id}` takes no pins"
    return ", ".join([*pinned, *(["images"] if plan.images.pinned else [])]) or "nothing; `gitune lock` does it"


def _text(compilation: Compilation) -> str:
    plan, rendered = compilation.plan, compilation.rendered
    if plan is None or rendered is None:
        return ""
    lines = [f"run {rendered.run_name} in namespace {rendered.namespace}", ""]
    lines += [f"  {name:<10}{value}" for name, value in _summary(plan)]
    lines += ["", "decided here:"]
    lines += [f"  {_path(d.path)} = {d.value}\n      {d.reason}" for d in plan.decisions]
    return "\n".join(lines)


def _json(compilation: Compilation) -> str:
    plan, rendered = compilation.plan, compilation.rendered
    if plan is None or rendered is None:
        return "{}"
    data = {
        "formatVersion": "1.0",
        "run": rendered.run_name,
        "namespace": rendered.namespace,
        "summary": dict(_summary(plan)),
        "decisions": [{"path": _path(d.path), "value": d.value, "reason": d.reason} for d in plan.decisions],
    }
    return json.dumps(data, indent=2, default=str)


def _path(path: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in path)
