"""`gitune provenance`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

import click

from gitune import __version__
from gitune.cli.compiling import Compiled, compile_inputs
from gitune.cli.exits import FINDINGS, FINE, USAGE
from gitune.cli.inputs import read_inputs
from gitune.cli.one import one, run_option
from gitune.cli.reporting import Reporting, fail, reporting_options
from gitune.cli.where import where_options
from gitune.diagnostics.model import Diagnostic, has_errors
from gitune.lock.name import lock_name
from gitune.manifests.model import Rendered
from gitune.plan.model import Plan
from gitune.plan.pinned import versions_of
from gitune.provenance.evidence import Evidence, FileDigest, Inputs, Pins, digest, digests
from gitune.provenance.pins import pins_of
from gitune.provenance.text import KINDS, Kind, provenance_text
from gitune.workspace.model import PROJECT_FILE, Where, Workspace

_STDOUT = "-"


@click.command("provenance")
@click.argument("spec", default="finetune.yaml", type=click.Path())
@click.option(
    "--type",
    "kind",
    type=click.Choice(KINDS),
    default="in-toto",
    show_default=True,
    help="An in-toto statement with SLSA provenance, or a CycloneDX bill of materials.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True),
    default=_STDOUT,
    help="File to write; `-` is standard output.",
)
@run_option
@where_options
@reporting_options
def command(spec: str, *, kind: Kind, output: str, run: str | None, where: Where, reporting: Reporting) -> int:
    """Write what the run of SPEC (default: finetune.yaml) is made of, for those who verify it.

    Binds the spec, its lock, every file that will be downloaded, the images and the rendered files, each by its
    digest. It is refused where the lock leaves anything open.
    """
    inputs = read_inputs([spec], where)
    compiled, diagnostics = compile_inputs(inputs)
    locked = None if has_errors(tuple(diagnostics)) else _locked(one(compiled, run, spec), diagnostics)
    failed = reporting.print(diagnostics, inputs.texts, sys.stderr)
    if failed or locked is None:
        return failed or FINDINGS
    try:
        _write(output, provenance_text(kind, _evidence(locked, where)))
    except OSError as error:
        fail(f"{error.filename or output}: {error.strerror}")
        return USAGE
    return FINE


class _Locked(NamedTuple):
    """A spec that compiled, and whose lock leaves nothing open."""

    item: Compiled
    plan: Plan
    rendered: Rendered
    pins: Pins


def _locked(item: Compiled, diagnostics: list[Diagnostic]) -> _Locked | None:
    spec, plan, rendered = item.input, item.compilation.plan, item.compilation.rendered
    if plan is None or rendered is None:
        return None
    versions = versions_of(spec.workspace.catalog, spec.workspace.project)
    pinned = pins_of(plan, spec.lock, lock_name(spec.document.file), versions)
    diagnostics += [spec.document.resolve(finding) for finding in pinned.findings]
    return _Locked(item, plan, rendered, pinned.pins) if pinned.pins else None


def _write(output: str, text: str) -> None:
    if output == _STDOUT:
        click.echo(text.encode(), nl=False)
    else:
        Path(output).write_bytes(text.encode())


def _evidence(run: _Locked, where: Where) -> Evidence:
    return Evidence(
        compiler=__version__,
        inputs=_inputs(run.item, where),
        pins=run.pins,
        plan=run.plan,
        run=run.rendered.run_name,
        rendered=digests(run.item.files()),
    )


def _inputs(item: Compiled, where: Where) -> Inputs:
    """The digests of what the compiler read, byte for byte as it stands in Git."""
    workspace, origin = item.input.workspace, item.input.origin
    project = Path(where.project_file) if where.project_file else workspace.root / PROJECT_FILE
    return Inputs(
        spec=_digest(workspace, workspace.root / origin),
        lock=_digest(workspace, workspace.root / lock_name(origin)),
        project=_digest(workspace, project) if project.is_file() else None,
        catalog=tuple(_digest(workspace, file) for file in _catalog_files(workspace)),
        bases=tuple(_digest(workspace, workspace.repository / base) for base in item.input.bases),
        policies=tuple(_digest(workspace, Path(policy.document.file)) for policy in workspace.policies),
    )


def _catalog_files(workspace: Workspace) -> list[Path]:
    folder = workspace.project.catalog
    return sorted(file for file in (workspace.root / folder).rglob("*") if file.is_file()) if folder else []


def _digest(workspace: Workspace, file: Path) -> FileDigest:
    return digest(Path(os.path.relpath(file.resolve(), workspace.root)).as_posix(), file.read_bytes())
