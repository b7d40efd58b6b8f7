"""The edge of the program: exit codes, and what becomes of an error that nobody expected."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from gitune import __version__
from gitune.cli.exits import BUG, FINE, INTERRUPTED
from gitune.cli.main import cli


def run(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code. Nothing else escapes."""
    try:
        result = cli.main(list(arguments), prog_name="gitune", standalone_mode=False)
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return FINE
    except Exception:
        return _report_bug(arguments)
    return result if isinstance(result, int) else FINE


def _report_bug(arguments: Sequence[str]) -> int:
    import platform
    import tempfile
    import traceback

    log = Path(tempfile.mkdtemp(prefix="gitune-")) / "crash.log"
    lines = [
        f"gitune {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"arguments: {list(arguments)}",
        "",
        _scrubbed(traceback.format_exc()),
    ]
    log.write_text("\n".join(lines), encoding="utf-8")
    click.echo(f"gitune: this is a bug of gitune, not of your spec. Please report it with {log}", err=True)
    return BUG


def _scrubbed(text: str) -> str:
    from gitune.diagnostics.redact import redact

    return redact(text)
