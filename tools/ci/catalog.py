"""`catalog.toml`, read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from gitune import __version__

FILE = Path(__file__).with_name("catalog.toml")


class Command(NamedTuple):
    """One question that CI asks, and the verb that answers it."""

    asks: str
    words: tuple[str, ...]
    options: tuple[str, ...]


class Input(NamedTuple):
    """What whoever uses the Action or the template may say."""

    name: str
    default: str | bool
    help: str
    of: str
    """`github`, `gitlab` or `both`."""

    @property
    def variable(self) -> str:
        """The environment variable that carries it into a script."""
        return "GITUNE_" + self.name.upper().replace("-", "_")


class Pin(NamedTuple):
    """An action of others, by commit."""

    action: str
    commit: str
    version: str

    @property
    def uses(self) -> str:
        """For a step's `uses`; the version becomes its comment."""
        return f"{self.action}@{self.commit} # {self.version}"


class Catalog(NamedTuple):
    """Everything that CI runs."""

    about: dict[str, str]
    commands: dict[str, Command]
    options: dict[str, tuple[str, ...]]
    inputs: dict[str, Input]
    hooks: dict[str, dict[str, Any]]
    pins: dict[str, Pin]

    def inputs_of(self, forge: str) -> list[Input]:
        """The inputs that it has, in order."""
        return [found for found in self.inputs.values() if found.of in {forge, "both"}]


def load() -> Catalog:
    """The catalog; `{version}` in a default is this gitune's."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    inputs = [_input(item) for item in data["inputs"]]
    return Catalog(
        data["about"],
        {name: _command(item) for name, item in data["commands"].items()},
        {name: tuple(words) for name, words in data["options"].items()},
        {found.name: found for found in inputs},
        data["hooks"],
        {name: Pin(**item) for name, item in data["pins"].items()},
    )


def _command(item: dict[str, Any]) -> Command:
    return Command(item["asks"], tuple(item["words"]), tuple(item["options"]))


def _input(item: dict[str, Any]) -> Input:
    default = item.get("default", "")
    if isinstance(default, str):
        default = default.replace("{version}", __version__)
    return Input(item["name"], default, item["help"], item.get("of", "both"))
