"""Called by what `tools/generate_ci.py` writes, never by people.

python -I -m gitune.ci github FOLDER        # the reports of a job: into its summary and the pull request's comment
python -I -m gitune.ci gitlab FOLDER        # the reports of a job: into the merge request's note
python -I -m gitune.ci pre-commit ARGUMENT...
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from gitune.cli.exits import USAGE


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit code of one of the three."""
    match arguments:
        case ["github", folder]:
            from gitune.ci.github import report  # noqa: PLC0415 (a hook needs no HTTP)

            return report(Path(folder), environment)
        case ["gitlab", folder]:
            from gitune.ci.gitlab import report as note  # noqa: PLC0415

            return note(Path(folder), environment)
        case ["pre-commit", *words]:
            from gitune.ci.hook import check  # noqa: PLC0415

            return check(words)
    click.echo(__doc__, err=True)
    return USAGE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
