"""`gitune init`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from gitune.catalog.load import default_root, load_catalog
from gitune.catalog.model import Catalog
from gitune.cli.exits import FINDINGS, FINE, USAGE
from gitune.cli.reporting import fail
from gitune.compiler import compile_spec
from gitune.data import data_folder
from gitune.diagnostics.model import Diagnostic, Severity
from gitune.diagnostics.nearest import did_you_mean
from gitune.project.model import DEFAULT_PROJECT
from gitune.source.read import read
from gitune.starter.sizes import METHODS, SMALL
from gitune.starter.text import Starter
from gitune.workspace.model import SPEC_FILE, STDIN

_GPU = "a100-80gb"


UNPINNED = "GT402"
"""Holds for every spec that has just been written: its lock comes next."""


@click.command("init")
@click.option("--model", default="qwen2.5-1.5b-instruct", show_default=True, help="A model of `gitune models`.")
@click.option("--method", default="lora", show_default=True, help="full, lora, qlora, dora or qdora.")
@click.option("--accelerator", help=f"One of `gitune accelerators`. Default: {_GPU}, and cpu for the smallest models.")
@click.option("--name", help="Name of the fine-tune. Default: one made of model and method.")
@click.option(
    "-o", "--output", default=SPEC_FILE, show_default=True, metavar="FILE", help="File to write; - prints it."
)
@click.option("--force", is_flag=True, help="Replace the file when it is there already.")
def command(*, model: str, method: str, accelerator: str | None, name: str | None, output: str, force: bool) -> int:
    """Write a commented starter spec for a model and a method. It asks nothing, and compiles as it is.

    \b
    gitune init --model qwen2.5-7b-instruct --method qlora
    gitune init --model llama3.2-1b-instruct --method full --accelerator l40s -o -
    """
    catalog = load_catalog([default_root()])
    accelerator = accelerator or _default_accelerator(model, catalog)
    for what, value, known in (
        ("model", model, catalog.models),
        ("method", method, METHODS),
        ("accelerator", accelerator, catalog.accelerators),
    ):
        if value not in known:
            _unknown(what, value, known)
            return USAGE
    starter = Starter(catalog.models[model], method, catalog.accelerators[accelerator], _schema_url(), name)
    text = starter.text()
    found = [d for d in _diagnostics(text, catalog) if d.severity is not Severity.NOTE and d.code != UNPINNED]
    for diagnostic in found:
        hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
        fail(f"{diagnostic.severity.value}[{diagnostic.code}] {diagnostic.message}{hint}")
    if any(d.severity is Severity.ERROR for d in found):
        return USAGE
    return _write(text, output, force=force)


def _default_accelerator(model: str, catalog: Catalog) -> str:
    small = model in catalog.models and catalog.models[model].parameters < SMALL
    return "cpu" if small else _GPU


def _unknown(what: str, value: str, known: Iterable[str]) -> None:
    hint = did_you_mean(value, known)
    fail(f"there is no {what} `{value}`" + (f"; {hint}" if hint else ""))
    click.echo(f"known: {', '.join(known if what == 'method' else sorted(known))}", file=sys.stderr)


def _schema_url() -> str:
    return str(json.loads((data_folder("schema") / "finetune.schema.json").read_bytes())["$id"])


def _diagnostics(text: str, catalog: Catalog) -> tuple[Diagnostic, ...]:
    """What a compile says: torchtune cannot do every method with every model."""
    result = read(text.encode(), SPEC_FILE)
    if result.document is None:
        return result.diagnostics
    return (*result.diagnostics, *compile_spec(result.document, DEFAULT_PROJECT, catalog).diagnostics)


def _write(text: str, output: str, *, force: bool) -> int:
    if output == STDIN:
        click.echo(text, nl=False)
        return FINE
    try:
        with Path(output).open("w" if force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        fail(f"{output} is there already; --force replaces it, -o names another file")
        return FINDINGS
    except OSError as error:
        fail(f"cannot write {output}: {error.strerror}")
        return USAGE
    click.echo(f"{output} is written. Change dataset.source, then run `gitune check {output}`", err=True)
    return FINE
