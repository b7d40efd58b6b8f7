"""Every verb: what its click command says of itself."""

from __future__ import annotations

import inspect
from typing import Any

import click

from gitune.cli.main import VERBS, LazyGroup

Verb = dict[str, Any]


def verbs() -> dict[str, Verb]:
    """Each verb with its summary, usage, help and options."""
    group = LazyGroup("gitune")
    context = click.Context(group, info_name="gitune")
    found = {}
    for name in sorted(VERBS):
        command = group.get_command(context, name)
        if command is None:
            raise ValueError(f"{name} is no verb")
        found[name] = _verb(name, command, VERBS[name])
        if isinstance(command, click.Group):
            inner = command.commands.items()
            found |= {f"{name} {word}": _verb(f"{name} {word}", each, _first_line(each)) for word, each in inner}
    return found


def _verb(name: str, command: click.Command, summary: str) -> Verb:
    arguments = [_argument(p) for p in command.params if isinstance(p, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    return {
        "summary": summary,
        "usage": " ".join(["gitune", name, *(["[OPTIONS]"] if options else []), *arguments, *_words(command)]),
        "help": inspect.cleandoc(command.help or ""),
        "options": [(_spelling(option), _help(option)) for option in options],
    }


def _first_line(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "").partition("\n")[0]


def _words(command: click.Command) -> list[str]:
    """The verbs below a verb."""
    return [f"{{{'|'.join(sorted(command.commands))}}}"] if isinstance(command, click.Group) else []


def _argument(argument: click.Argument) -> str:
    text = (argument.metavar or argument.name or "").upper()
    if isinstance(argument.type, click.Choice):
        text = "|".join(map(str, argument.type.choices))
        text = f"{{{text}}}" if argument.required else text
    text = text if argument.required else f"[{text}]"
    return f"{text}..." if argument.nargs == -1 else text


def _spelling(option: click.Option) -> str:
    names = ", ".join(option.opts)
    if option.is_flag:
        return names
    if isinstance(option.type, click.Choice):
        return f"{names} {'|'.join(map(str, option.type.choices))}"
    return f"{names} {option.metavar or option.type.name.upper()}"


def _help(option: click.Option) -> str:
    text = option.help or ""
    shown = isinstance(option.default, str | int) and not isinstance(option.default, bool) and not option.is_flag
    return f"{text} Default: `{option.default}`." if shown else text
