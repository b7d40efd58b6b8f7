"""Diagnostics to the user: which reporter, which stream, which colours."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TextIO

import click

from gitune.cli.exits import FINDINGS, FINE, USAGE
from gitune.diagnostics.model import Diagnostic, has_errors
from gitune.diagnostics.selection import Selection, matches_any

FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown")
UNREADABLE = frozenset(["GT001", "GT013"])
"""Codes of inputs that could not be opened at all."""


class Reporting(NamedTuple):
    """How diagnostics are printed."""

    format: str
    color: str
    selection: Selection

    def print(self, diagnostics: Iterable[Diagnostic], texts: Mapping[str, str], stream: TextIO) -> int:
        """Prints what is selected of them, sorted, and returns the exit code that they ask for."""
        found = tuple(sorted({d for d in diagnostics if self.selection.shows(d)}, key=Diagnostic.sort_key))
        if not found and self.format == "text":
            return FINE
        from gitune.diagnostics.report import REPORTERS, Options

        width = shutil.get_terminal_size((100, 24)).columns
        coloured = wants_color(self.color, stream)
        text = REPORTERS[self.format](found, texts, Options(color=coloured, width=width))
        if text:
            click.echo(text, file=stream, nl=not text.endswith("\n"), color=coloured)
        if any(d.code in UNREADABLE for d in found):
            return USAGE
        return FINDINGS if has_errors(found) else FINE


def wants_color(choice: str, stream: TextIO) -> bool:
    """`--color` first, then NO_COLOR and FORCE_COLOR (no-color.org), then whether a person is looking."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def reporting_options(command: Callable[..., int]) -> Callable[..., int]:
    """Adds `--format`, `--color`, `--select` and `--ignore`, and hands them to the command as `reporting`."""

    @functools.wraps(command)
    def reported(
        *args: Any, report_format: str, color: str, select: tuple[str, ...], ignore: tuple[str, ...], **options: Any
    ) -> int:
        selection = Selection(_codes("--select", select), _codes("--ignore", ignore))
        return command(*args, reporting=Reporting(report_format, color, selection), **options)

    for option in reversed(_OPTIONS):
        reported = option(reported)
    return reported


_OPTIONS = (
    click.option(
        "--format",
        "report_format",
        type=click.Choice(FORMATS),
        default="text",
        show_default=True,
        help="Format of the diagnostics.",
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colours in diagnostics. NO_COLOR and FORCE_COLOR are honoured.",
    ),
    click.option(
        "--select",
        multiple=True,
        metavar="CODES",
        help="Show only these warnings and notes: codes or their beginnings, with commas. Errors always show.",
    ),
    click.option(
        "--ignore", multiple=True, metavar="CODES", help="Leave these warnings and notes out. Errors always show."
    ),
)


def _codes(option: str, given: tuple[str, ...]) -> tuple[str, ...]:
    codes = tuple(code.strip().upper() for text in given for code in text.split(",") if code.strip())
    for code in codes:
        if not matches_any(code):
            raise click.BadParameter(f"no diagnostic's code begins with {code!r}", param_hint=option)
    return codes


def fail(message: str) -> None:
    """One line on standard error, for what is no diagnostic of a file."""
    click.echo(f"gitune: {message}", file=sys.stderr)
