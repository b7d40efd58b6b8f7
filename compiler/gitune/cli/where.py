"""Options that say which project is meant, and in which of its environments."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from typing import Any

import click

from gitune.workspace.model import Where

Command = Callable[..., Any]


def where_options(command: Command) -> Command:
    """Adds `--project`, `--env` and `--today`, and hands them to the command as `where`."""

    @functools.wraps(command)
    def placed(
        *args: Any, project_file: str | None, environments: tuple[str, ...], today: str | None, **options: Any
    ) -> Any:
        return command(*args, where=Where(project_file, environments, _date(today)), **options)

    for option in reversed(_OPTIONS):
        placed = option(placed)
    return placed


def locked_option(command: Command) -> Command:
    """Adds `--locked`."""
    return click.option(
        "--locked",
        is_flag=True,
        help="Refuse what no lock pins, as `requireLock` in gitune.yaml does.",
    )(command)


_OPTIONS = (
    click.option(
        "--project",
        "project_file",
        type=click.Path(dir_okay=False),
        help="The project file. Default: gitune.yaml in the spec's folder or the nearest one above.",
    ),
    click.option(
        "--env",
        "environments",
        multiple=True,
        metavar="NAME",
        help="Only this environment of gitune.yaml. Default: all of them.",
    ),
    click.option(
        "--today",
        metavar="YYYY-MM-DD",
        help="The day that the ends of policies' exceptions are compared with. gitune asks no clock.",
    ),
)


def _date(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("write a day as 2026-12-31", param_hint="--today") from None
