"""The one run that is meant, where a spec has several: `--run` and `--env` say which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

import click

from gitune.cli.compiling import Compiled

Command = Callable[..., Any]


def run_option(command: Command) -> Command:
    """Adds `--run`."""
    return click.option(
        "--run", "run", metavar="NAME", help="The run of a matrix that is meant, such as support-bot-lr1e-4."
    )(command)


def one(compiled: Sequence[Compiled], run: str | None, spec: str) -> Compiled:
    """The run that is meant.

    Args:
        compiled: every run of the spec that the command line names.
        run: what `--run` says: the name of a fine-tune, or of its run.
        spec: the argument, for messages.

    Raises:
        UsageError: it is none, or one of several; the message lists them.
    """
    in_one_environment(compiled, spec)
    meant = [item for item in compiled if run is None or run in _names(item)]
    if len(meant) == 1:
        return meant[0]
    if run is not None and not meant:
        return _refuse(f"{spec} has no run `{run}`", "it has", compiled)
    origins = dict.fromkeys(item.input.origin for item in meant)
    if len(origins) > 1:
        raise click.UsageError(f"{spec} holds {len(origins)} specs; name one of them: {', '.join(origins)}")
    if not meant:
        raise click.UsageError(f"{spec} holds no spec")
    return _refuse(f"{spec} is a matrix of {len(meant)} runs", "name one with --run", meant)


def in_one_environment(compiled: Iterable[Compiled], spec: str) -> None:
    """Refuses what is compiled for several environments.

    Raises:
        UsageError: it is; the message lists them.
    """
    environments = dict.fromkeys(item.input.environment for item in compiled if item.input.environment)
    if len(environments) > 1:
        names = ", ".join(environments)
        raise click.UsageError(f"{spec} is for {len(environments)} environments; name one with --env: {names}")


def name_of(item: Compiled) -> str:
    """The fine-tune's name."""
    spec = item.compilation.spec
    return spec.metadata.name if spec else item.input.origin


def _names(item: Compiled) -> tuple[str, ...]:
    rendered = item.compilation.rendered
    return (name_of(item), rendered.run_name) if rendered else (name_of(item),)


def _refuse(what: str, then: str, items: Iterable[Compiled]) -> NoReturn:
    raise click.UsageError(f"{what}; {then}: {', '.join(dict.fromkeys(map(name_of, items)))}")
