"""`gitune schema`."""

from __future__ import annotations

import click

from gitune.cli.exits import FINE
from gitune.data import data_folder

_NAMES = ("base", "diagnostics", "finetune", "lock", "policy", "policy-cases", "project")


@click.command("schema")
@click.argument("name", type=click.Choice(_NAMES), default="finetune")
def command(*, name: str) -> int:
    """Print the JSON Schema (draft-07) of a file format."""
    click.echo((data_folder("schema") / f"{name}.schema.json").read_bytes(), nl=False)
    return FINE
