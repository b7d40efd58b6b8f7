"""`gitune policy`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from gitune.catalog.load import default_root, load_catalog
from gitune.cli.policy_files import PolicyInputs
from gitune.cli.reporting import Reporting, reporting_options
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Severity, Span, has_errors
from gitune.workspace.problems import shown


@click.group("policy")
def command() -> None:
    """Test what a platform team allows, and render it for the cluster."""


@command.command("test")
@click.argument("paths", nargs=-1, type=click.Path())
@reporting_options
def test_command(paths: tuple[str, ...], *, reporting: Reporting) -> int:
    """Run the cases that stand beside policies.

    PATHS are policy files, or folders to search for *.policy.yaml. Default: this folder. The cases of
    limits.policy.yaml stand in limits.cases.yaml.
    """
    from gitune.cli.policy_cases import summary, tested

    inputs = PolicyInputs()
    inputs.read(paths)
    results = tested(inputs, load_catalog([default_root()]))
    diagnostics = [*inputs.diagnostics, *(d for result in results for d in result.diagnostics)]
    if reporting.format == "text" and results:
        click.echo(summary(results))
        click.echo()
    return reporting.print(diagnostics, inputs.texts, sys.stdout)


@command.command("render")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--env", "environment", metavar="NAME", help="Environment of the cluster: rules for others are left out.")
@click.option(
    "--namespace",
    "namespaces",
    multiple=True,
    metavar="NAME",
    help="Namespaces that it holds in. Default: all of the cluster.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Leave out exceptions that ended before this day. Default: all hold.",
)
@click.option("-o", "--output", type=click.Path(file_okay=False), help="Folder to write a file for each policy to.")
@click.option("--check", is_flag=True, help="Write nothing; compare the folder of --output byte for byte.")
@reporting_options
def render_command(
    paths: tuple[str, ...],
    *,
    check: bool,
    environment: str | None,
    namespaces: tuple[str, ...],
    output: str | None,
    today: datetime | None,
    reporting: Reporting,
) -> int:
    """Render policies as ValidatingAdmissionPolicies, so that the cluster refuses what came another way.

    PATHS as for `policy test`. What a rendered object does not show is left out, and said with the reason.

    \b
    gitune policy render policies -o platform/admission
    gitune policy render policies -o platform/admission --check
    """
    from gitune.policy.admission.render import Cluster, render

    if check and output is None:
        raise click.UsageError("--check needs the folder to compare: --output")
    inputs = PolicyInputs()
    inputs.read(paths)
    if has_errors(tuple(inputs.diagnostics)):
        return reporting.print(inputs.diagnostics, inputs.texts, sys.stderr)
    cluster = Cluster(environment, tuple(sorted(set(namespaces))), today.date() if today else None)
    catalog = load_catalog([default_root()])
    files: dict[str, str] = {}
    diagnostics = list(inputs.diagnostics)
    for each in inputs.policies:
        rendered = render(each.policy, each.file.name, catalog, cluster)
        files |= {f"{each.policy.name}.yaml": rendered.text} if rendered.text else {}
        diagnostics += rendered.diagnostics
    if output is None:
        click.echo("---\n".join(files.values()), nl=False)
        return reporting.print(diagnostics, inputs.texts, sys.stderr)
    diagnostics += _drift(Path(output), files) if check else _write(Path(output), files)
    return reporting.print(diagnostics, inputs.texts, sys.stderr)


def _drift(folder: Path, files: dict[str, str]) -> list[Diagnostic]:
    found = []
    for name, text in files.items():
        file = folder / name
        if not file.is_file():
            found.append(_about(file, "is missing"))
        elif file.read_bytes() != text.encode():
            found.append(_about(file, "is not what its policy renders to"))
    left = [file for file in sorted(folder.glob("*.yaml")) if file.name not in files and _is_ours(file)]
    return found + [_about(file, "is of no policy that was given") for file in left]


def _is_ours(file: Path) -> bool:
    from gitune.policy.admission.render import MARK

    return file.read_bytes().startswith(MARK.encode())


def _write(folder: Path, files: dict[str, str]) -> list[Diagnostic]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_bytes(text.encode())
    except OSError as error:
        file = shown(Path(error.filename or folder))
        message = f"cannot write {file}: {error.strerror or 'the system refused'}"
        return [Diagnostic("GT506", Severity.ERROR, message, Span(file, 1, 1, 1, 1))]
    return []


def _about(file: Path, what: str) -> Diagnostic:
    hint = "run `gitune policy render` with the same options, and commit the result"
    name = shown(file)
    return Diagnostic("GT588", severity_of("GT588"), f"{name} {what}", Span(name, 1, 1, 1, 1), hint=hint)
