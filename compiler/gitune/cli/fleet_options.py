"""Options of the verbs that compile many specs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from gitune.diagnostics.model import Diagnostic
from gitune.fleet.fleet import How

if TYPE_CHECKING:
    from gitune.fleet.touched import Changes

Command = Callable[..., Any]


def fleet_options(command: Command) -> Command:
    """Adds `--changed-since`, `--jobs` and `--no-cache`; hands the first on as `since`, the others as `how`."""

    @functools.wraps(command)
    def spread(*args: Any, jobs: int | None, no_cache: bool, **options: Any) -> Any:
        return command(*args, how=How(jobs, not no_cache), **options)

    for option in reversed(_OPTIONS):
        spread = option(spread)
    return spread


def changes_since(revision: str | None, paths: Sequence[str]) -> Changes | Diagnostic | None:
    """What `--changed-since` means, or why nobody can tell; None where nobody said it."""
    if revision is None:
        return None
    from gitune.cli.changed import changes

    return changes(revision, paths)


_OPTIONS = (
    click.option(
        "--changed-since",
        "since",
        metavar="REV",
        help="Only specs that changed since the branch left REV, committed or not: with what they start from, their "
        "locks, project files, policies and catalogs.",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(1, 256),
        metavar="N",
        help="Processes at once. Default: one for each core, and one alone for a few specs.",
    ),
    click.option("--no-cache", is_flag=True, help="Compile everything anew, and keep nothing of it."),
)
