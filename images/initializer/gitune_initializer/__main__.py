"""`python -m gitune_initializer {dataset,model}`."""

import os
import signal
import sys
import tempfile
import traceback
from collections.abc import MutableMapping, Sequence
from contextlib import redirect_stderr
from types import FrameType

from gitune_initializer.errors import ExitCode, InitializerError, Terminated
from gitune_initializer.fill import fill
from gitune_initializer.progress import say
from gitune_initializer.request import Kind
from gitune_initializer.scrub import ScrubbedStream, Scrubber
from gitune_initializer.settings import from_environment

_USAGE = f"usage: python -m gitune_initializer {{{','.join(Kind)}}}"
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def main(arguments: Sequence[str], environment: MutableMapping[str, str]) -> int:
    """Run one start; every line that it writes is scrubbed, the last one on failure says what to do."""
    stream = ScrubbedStream(sys.stderr, Scrubber.of_environment(environment))
    with redirect_stderr(stream):
        try:
            return _run(arguments, environment)
        except InitializerError as error:
            say(error.sentence)
            return error.code
        except Terminated as end:
            say(f"Stopped by {end.name}: what is here is kept, start again to go on.")
            return end.code
        except Exception:
            traceback.print_exc()
            say("The initializer failed in a way it does not know: please report the lines above as a bug of gitune.")
            return ExitCode.BUG
        finally:
            stream.drain()


def _run(arguments: Sequence[str], environment: MutableMapping[str, str]) -> ExitCode:
    if list(arguments) in (["-h"], ["--help"]):
        sys.stdout.write(f"{_USAGE}\n\n{__doc__}\nIts variables and exit codes: docs/image-contract.md\n")
        return ExitCode.DONE
    if len(arguments) != 1 or arguments[0] not in list(Kind):
        raise InitializerError(ExitCode.USAGE, _USAGE)
    _prepare_hub_client(environment)
    fill(from_environment(Kind(arguments[0]), environment))
    return ExitCode.DONE


def _prepare_hub_client(environment: MutableMapping[str, str]) -> None:
    """Set what huggingface_hub reads when it is imported: the root file system is read only, and `/tmp` is scratch."""
    environment.setdefault("HF_HOME", os.path.join(tempfile.gettempdir(), "huggingface"))
    environment["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1"  # noqa: S105  # the settings decide, not a file somewhere
    environment["HF_HUB_DISABLE_TELEMETRY"] = "1"
    environment["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"


def _process() -> int:
    """`main`, for a process of its own; a signal in its first or last moments ends it as any other does."""
    try:
        for number in _SIGNALS:
            signal.signal(number, _terminate)
        return main(sys.argv[1:], os.environ)
    except Terminated as end:
        return end.code


def _terminate(number: int, _frame: FrameType | None) -> None:
    # A second signal must not interrupt the handling of the first.
    for known in _SIGNALS:
        signal.signal(known, signal.SIG_IGN)
    raise Terminated(number)


if __name__ == "__main__":
    code = _process()
    sys.stdout.flush()
    # Not sys.exit: that waits for transfers which are blocked in a read. All that is on the volume may end at any time.
    os._exit(code)
