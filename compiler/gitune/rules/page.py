"""A rule's page, read from its docstring: a title, why, and one example each of bad and good."""

from __future__ import annotations

import inspect
import textwrap
from typing import NamedTuple


class Page(NamedTuple):
    """What `gitune explain` shows. The examples are parts of a spec, in YAML."""

    title: str
    text: str
    bad: str
    good: str


def page(subject: object) -> Page:
    """Takes the docstring of a rule's class apart.

    Raises:
        ValueError: the docstring has not got the form `title, text, Bad:, Good:`.
    """
    lines = (inspect.getdoc(subject) or "").split("\n")
    if "Bad:" not in lines or "Good:" not in lines:
        raise ValueError(f"{subject!r} has no `Bad:` and `Good:` in its docstring")
    bad, good = lines.index("Bad:"), lines.index("Good:")
    return Page(lines[0], _block(lines[1:bad]), _block(lines[bad + 1 : good]), _block(lines[good + 1 :]))


def _block(lines: list[str]) -> str:
    return textwrap.dedent("\n".join(lines)).strip("\n")
