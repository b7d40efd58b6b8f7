"""`python -m gitune_trainer <recipe> --config /etc/gitune/torchtune.yaml`."""

from __future__ import annotations

import errno
import os
import sys
import traceback

from gitune_trainer import run, settings
from gitune_trainer.exits import ExitCode, Failure, say
from gitune_trainer.launch import Terminated, raise_on_signals


def main() -> int:
    """Run this node's part; returns an exit code of docs/image-contract.md."""
    raise_on_signals()
    try:
        run.run(settings.read(sys.argv[1:], os.environ))
    except Failure as failure:
        say(failure.sentence)
        return failure.code
    except Terminated as end:
        say(f"Ended by {end.name}; started again, the run goes on from its last whole checkpoint.")
        return end.code
    except Exception as error:
        traceback.print_exc()
        return _unexpected(error)
    return 0


def _unexpected(error: Exception) -> int:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        say("The volume is full; enlarge it (storage.size).")
        return ExitCode.SPACE
    if isinstance(error, PermissionError):
        say(f"User id {os.getuid()} may not use {error.filename}; set the pod's fsGroup to its group.")
        return ExitCode.FILES
    say(f"The trainer itself failed: {type(error).__name__}: {error}; its traceback is above.")
    return ExitCode.TRAINING


if __name__ == "__main__":
    sys.exit(main())
