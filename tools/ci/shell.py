"""The scripts of a job, for any POSIX shell: what the Action and the template have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tools.ci.catalog import Catalog

PATHS = "$GITUNE_PATHS"
"""Without quotes: several paths become several words; `set -f` keeps them from being patterns."""


class Forge(NamedTuple):
    """What differs between the two."""

    gitune: str
    """How the command is started."""
    branch: str
    """Variable with the branch that a change goes to."""


class Scripts(NamedTuple):
    """The commands of a catalog as lines of a script."""

    catalog: Catalog
    forge: Forge

    def begin(self, command: str) -> list[str]:
        """Puts the options that the inputs ask for into the positional parameters."""
        options = self.catalog.commands[command].options
        lines = ["set -f"]
        if command == "diff" or "changed-only" in options:
            lines.append(f"against=${{GITUNE_AGAINST:-origin/${self.forge.branch}}}")
        return [*lines, "set --", *self._options(options)]

    def run(self, command: str, extra: str = "") -> str:
        """The command itself."""
        words = [self.forge.gitune, *self.catalog.commands[command].words, *extra.split(), '"$@"', "--", PATHS]
        return " ".join(words)

    def _options(self, names: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            words, found = " ".join(self.catalog.options[name]), self.catalog.inputs[name]
            setting = f'set -- "$@" {words}'
            yield f'if [ "${found.variable}" = true ]; then {setting}; fi' if found.default is False else setting
