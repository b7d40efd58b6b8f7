"""The command `gitune`."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Runs the command line and exits with its code.

    A compile is a short process that makes much and drops little: it never looks for garbage, and leaves without taking
    itself apart. Both together are a sixth of its time.
    """
    gc.disable()
    # a plugin found on this machine could change what a spec means: same input, same bytes
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"

    from gitune.cli.boundary import run  # noqa: PLC0415 (after what it depends on)

    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):
        pass  # the reader of a pipe has gone, and run() has said its code
    os._exit(code)


if __name__ == "__main__":
    main()
