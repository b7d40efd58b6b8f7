"""`gitune compile`."""

from __future__ import annotations

import sys
from collections.abc import Container
from pathlib import Path

import click

from gitune.cli.compiling import Compiled, by_workspace, compile_inputs
from gitune.cli.exits import FINE
from gitune.cli.inputs import read_inputs
from gitune.cli.reporting import Reporting, reporting_options
from gitune.cli.where import locked_option, where_options
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.emit.delivery import delivery_of
from gitune.emit.drift import Drift
from gitune.emit.tree import ForeignFilesError, Tree
from gitune.project.model import GitOps
from gitune.workspace.model import Where, Workspace
from gitune.workspace.problems import shown

_DRIFT = {
    "changed": ("GT501", "differs from what the spec compiles to"),
    "missing": ("GT502", "is missing"),
    "unexpected": ("GT503", "is not part of what the spec compiles to"),
}


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
@locked_option
@where_options
@reporting_options
def command(
    paths: tuple[str, ...],
    *,
    check: bool,
    gitops: GitOps | None,
    locked: bool,
    output: str | None,
    where: Where,
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
    inputs = read_inputs(paths, where._replace(locked=locked, gitops=gitops))
    compiled, diagnostics = compile_inputs(inputs)
    if failed := reporting.print(diagnostics, inputs.texts, sys.stderr):
        return failed
    if output == "-":
        from gitune.emit.stream import stream_of

        click.echo(stream_of([c.compilation.rendered for c in compiled if c.compilation.rendered]), nl=False)
        return FINE
    found = (drift_of if check else _write)(compiled, output, inputs.whole)
    return reporting.print(found, inputs.texts, sys.stderr) if found else FINE


def drift_of(compiled: list[Compiled], output: str | None = None, whole: Container[Path] = ()) -> list[Diagnostic]:
    """How the rendered trees differ from what the specs compile to."""
    found = []
    for workspace, items in by_workspace(compiled).values():
        tree = _tree(workspace, output, whole)
        found += _drift_diagnostics(tree.root, tree.drift(_files(items)))
    return found


def _write(compiled: list[Compiled], output: str | None, whole: Container[Path]) -> list[Diagnostic]:
    found = []
    for workspace, items in by_workspace(compiled).values():
        tree = _tree(workspace, output, whole)
        try:
            change = tree.write(_files(items))
        except ForeignFilesError as error:
            found += [_foreign(shown(tree.root / path)) for path in error.paths]
        except OSError as error:
            found.append(_unwritable(shown(Path(error.filename or tree.root)), error.strerror))
        else:
            _say(items, tree.root, change)
    return found


def _tree(workspace: Workspace, output: str | None, whole: Container[Path]) -> Tree:
    root = Path(output) if output else workspace.output
    return Tree(root, workspace.root in whole, delivery_of(workspace.project))


def _files(compiled: list[Compiled]) -> dict[str, bytes]:
    return {path: data for item in compiled for path, data in item.files().items()}


def _unwritable(file: str, reason: str | None) -> Diagnostic:
    message = f"cannot write {file}: {reason or 'the system refused'}"
    return Diagnostic("GT506", severity_of("GT506"), message, _file_span(file))


def _drift_diagnostics(root: Path, drift: Drift) -> list[Diagnostic]:
    found = []
    for kind, (code, text) in _DRIFT.items():
        for path in getattr(drift, kind):
            file = shown(root / path)
            hint = "run `gitune compile` and commit the result"
            found.append(Diagnostic(code, severity_of(code), f"{file} {text}", _file_span(file), hint=hint))
    return found


def _foreign(file: str) -> Diagnostic:
    return Diagnostic(
        "GT505",
        severity_of("GT505"),
        f"{file} stands where gitune has to write, and gitune did not write it",
        _file_span(file),
        hint="move it out of the rendered tree, or delete it",
    )


def _file_span(file: str) -> Span:
    return Span(file, 1, 1, 1, 1)


def _say(compiled: list[Compiled], root: Path, change: Drift) -> None:
    for item in compiled:
        rendered = item.compilation.rendered
        if rendered is not None:
            click.echo(f"{item.input.origin}: run {rendered.run_name} in namespace {rendered.namespace}", err=True)
    counts = (
        (len(change.missing), "new"),
        (len(change.changed), "changed"),
        (len(change.unexpected), "removed"),
    )
    said = ", ".join(f"{count} {word}" for count, word in counts if count) or "unchanged"
    click.echo(f"{shown(root)}: {said}", err=True)
