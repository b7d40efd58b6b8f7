"""`gitune fmt`."""

from __future__ import annotations

import difflib
import sys
from dataclasses import dataclass, field
from pathlib import Path

import click

from gitune.cli.exits import FINDINGS, FINE
from gitune.cli.reporting import Reporting, fail, reporting_options
from gitune.cli.rewrite import rewrite
from gitune.format.document import Formatted, format_spec
from gitune.source.read import MAX_BYTES
from gitune.workspace.find import spec_files
from gitune.workspace.model import STDIN, Inputs
from gitune.workspace.problems import shown, unreadable


@click.command("fmt")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file is not formatted.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change, and exit 1 when something would.")
@reporting_options
def command(paths: tuple[str, ...], *, check: bool, diff: bool, reporting: Reporting) -> int:
    """Write specs canonically, keeping their comments and what they say.

    PATHS are spec files, folders to search, or - to format standard input to standard output.
    Default: finetune.yaml here, or every spec below this folder.
    """
    inputs = Inputs()
    work = _Work(inputs, writes=not (check or diff), diff=diff)
    for file in spec_files(paths, inputs):
        work.do(file)
    failed = reporting.print(inputs.diagnostics, inputs.texts, sys.stderr)
    if not work.to_stream:
        click.echo(work.summary(), err=True)
    return failed or (FINDINGS if work.left or (work.changed and not work.writes) else FINE)


@dataclass(slots=True)
class _Work:
    inputs: Inputs
    writes: bool
    diff: bool
    changed: list[str] = field(default_factory=list)
    same: int = 0
    left: int = 0
    to_stream: bool = False

    def do(self, file: Path) -> None:
        """Formats one file, or says why not."""
        name = "stdin" if str(file) == STDIN else shown(file)
        try:
            data = sys.stdin.buffer.read(MAX_BYTES + 1) if str(file) == STDIN else _bytes(file)
        except OSError as error:
            self.inputs.diagnostics.append(unreadable(name, error.strerror or "the system refused"))
            return
        try:
            self._take(file, name, data, format_spec(data, name))
        except OSError as error:
            self.changed.remove(name)
            self.left += 1
            fail(f"cannot write {name}: {error.strerror or 'the system refused'}")

    def _take(self, file: Path, name: str, data: bytes, formatted: Formatted) -> None:
        self.inputs.diagnostics += formatted.diagnostics
        self.inputs.texts[name] = formatted.source
        self.to_stream |= str(file) == STDIN and self.writes
        if formatted.text is None:
            self.left += 1
            if not formatted.diagnostics:
                fail(f"{name} is left alone: it cannot be written in another form without changing what it says")
            return
        new = formatted.text.encode()
        if new == data:
            self.same += 1
        else:
            self.changed.append(name)
        self._put(file, name, new, formatted)

    def _put(self, file: Path, name: str, new: bytes, formatted: Formatted) -> None:
        if self.writes and str(file) == STDIN:
            click.echo(new, nl=False)
        elif name in self.changed and self.writes:
            rewrite(file, new)
        elif name in self.changed and self.diff:
            click.echo(_difference(name, formatted.source, new.decode()), nl=False)
        elif name in self.changed:
            click.echo(name)

    def summary(self) -> str:
        """What was done, in a line."""
        word = "reformatted" if self.writes else "would be reformatted"
        counts = ((len(self.changed), word), (self.same, "already formatted"), (self.left, "left alone"))
        return "fmt: " + (", ".join(f"{count} {text}" for count, text in counts if count) or "no specs")


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _difference(name: str, old: str, new: str) -> str:
    lines = difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), name, f"{name} (fmt)")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
