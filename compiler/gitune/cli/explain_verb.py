"""`gitune explain`. Its pages are data that the release wrote down, so that it imports neither models nor a parser."""

from __future__ import annotations

import json
import re
from typing import Any

import click

from gitune.cli.exits import FINE, USAGE
from gitune.cli.page import code_page, field_page
from gitune.cli.reporting import fail
from gitune.data import data_folder
from gitune.diagnostics.nearest import did_you_mean

_INDEX = re.compile(r"\[[0-9]*\]")


@click.command("explain")
@click.argument("what", metavar="CODE|FIELD")
def command(*, what: str) -> int:
    """Explain a diagnostic's code or a field of the spec.

    \b
    gitune explain GT215                      a diagnostic, also by its name: uneven-batch
    gitune explain training.globalBatchSize   a field, with its type, default and allowed values
    gitune explain dataset                    a section, with its fields
    """
    pages = json.loads((data_folder("schema") / "explain.json").read_bytes())
    text = _page(what.strip(), pages["codes"], pages["fields"])
    if text is None:
        _unknown(what, pages)
        return USAGE
    click.echo(text)
    return FINE


def _page(what: str, codes: dict[str, Any], fields: dict[str, Any]) -> str | None:
    names = {entry["name"]: code for code, entry in codes.items()}
    code = what.upper() if what.upper() in codes else names.get(what.lower())
    if code is not None:
        return code_page(code, codes[code])
    path = _INDEX.sub("", what).removeprefix(".")
    return field_page(path, fields[path], fields) if path in fields else None


def _unknown(what: str, pages: dict[str, Any]) -> None:
    if re.fullmatch(r"[Gg][Tt][0-9]*", what):
        hint = did_you_mean(what, pages["codes"], "docs/rules.md lists all codes")
        fail(f"there is no diagnostic `{what}`; {hint}")
        return
    ends = {path.rpartition(".")[2].lower(): path for path in reversed(pages["fields"])}
    own = ends.get(what.rpartition(".")[2].lower())
    names = [entry["name"] for entry in pages["codes"].values()]
    otherwise = "`gitune explain training` shows a section; a code looks like GT215"
    hint = f"did you mean `{own}`?" if own else did_you_mean(what, [*pages["fields"], *ends, *names], otherwise)
    fail(f"there is no field and no diagnostic `{what}`; {hint}")
