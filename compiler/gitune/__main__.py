"""The command `gitune`."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line and exits with its code."""
    from gitune.cli.boundary import run  # noqa: PLC0415 (the interpreter starts faster than the imports)

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
