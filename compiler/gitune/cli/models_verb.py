"""`gitune models`."""

from __future__ import annotations

import json

import click

from gitune.catalog.load import default_root, load_catalog
from gitune.cli.exits import FINE
from gitune.cli.table import table


@click.command("models")
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="Format of the list.")
def command(*, output: str) -> int:
    """List the models of the catalog."""
    models = load_catalog([default_root()]).models
    entries = [models[name] for name in sorted(models)]
    if output == "json":
        click.echo(json.dumps([entry.model_dump(mode="json", by_alias=True) for entry in entries], indent=2))
        return FINE
    rows = [
        (
            entry.id,
            f"{entry.parameters / 1e9:.2f} B",
            str(entry.architecture.context_length),
            "gated" if entry.gated else "",
            entry.source or "",
        )
        for entry in entries
    ]
    click.echo(table(("MODEL", "PARAMETERS", "CONTEXT", "ACCESS", "SOURCE"), rows))
    return FINE
