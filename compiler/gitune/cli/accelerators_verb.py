"""`gitune accelerators`."""

from __future__ import annotations

import json

import click

from gitune.catalog.load import default_root, load_catalog
from gitune.cli.exits import FINE
from gitune.cli.table import table


@click.command("accelerators")
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="Format of the list.")
def command(*, output: str) -> int:
    """List the accelerators of the catalog."""
    accelerators = load_catalog([default_root()]).accelerators
    entries = [accelerators[name] for name in sorted(accelerators)]
    if output == "json":
        click.echo(json.dumps([entry.model_dump(mode="json", by_alias=True) for entry in entries], indent=2))
        return FINE
    rows = [
        (
            entry.id,
            f"{entry.memory_gib:g} GiB" if entry.memory_gib else "",
            f"{entry.bf16_tflops:g}" if entry.bf16_tflops else "",
            entry.resource_name or "",
            ", ".join(sorted(entry.mig)),
        )
        for entry in entries
    ]
    click.echo(table(("ACCELERATOR", "MEMORY", "BF16 TFLOP/S", "RESOURCE", "MIG"), rows))
    return FINE
