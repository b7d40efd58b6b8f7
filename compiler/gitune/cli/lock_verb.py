"""`gitune lock`: the only verb that opens a connection."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from gitune.cli.exits import USAGE
from gitune.cli.lock_wishes import WantedLock, lock_problem, wanted_locks
from gitune.cli.reporting import Reporting, fail, reporting_options
from gitune.cli.where import where_options
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic
from gitune.diagnostics.model import Path as Place
from gitune.workspace.model import Where
from gitune.workspace.problems import shown

if TYPE_CHECKING:
    from gitune.resolve.network import Network
    from gitune.resolve.wishes import Choices, Said

PARTS = ("model", "dataset", "images")
_VOLUMES = ("pvc://", "file://")
_HINT = "run `gitune lock`, and commit what it writes"


class _Upgradable(click.Command):
    """Lets `--upgrade` stand alone: click would take the next path for its value."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Says `all` where nothing is said."""
        following = [*args, ""][1:]
        bare = [arg == "--upgrade" and after not in (*PARTS, "all") for arg, after in zip(args, following, strict=True)]
        return super().parse_args(
            ctx, ["--upgrade=all" if alone else arg for arg, alone in zip(args, bare, strict=True)]
        )


@click.command("lock", cls=_Upgradable)
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--check", is_flag=True, help="Write nothing; say what is missing, stale, moved or gone.")
@click.option(
    "--upgrade",
    multiple=True,
    type=click.Choice(["all", *PARTS]),
    help="Resolve anew what is pinned already. Alone it means `all`.",
)
@click.option(
    "--copy",
    "copies",
    multiple=True,
    metavar="PART=FOLDER",
    help="Pin a volume's `model` or `dataset`, or the one of a source, from a copy of it on this machine.",
)
@click.option("--no-images", is_flag=True, help="Leave the images out.")
@click.option("--jobs", type=click.IntRange(1, 64), default=8, show_default=True, help="Connections at once, at most.")
@where_options
@reporting_options
def command(
    paths: tuple[str, ...],
    *,
    check: bool,
    upgrade: tuple[str, ...],
    copies: tuple[str, ...],
    no_images: bool,
    jobs: int,
    where: Where,
    reporting: Reporting,
) -> int:
    """Pin what specs name: every file, commit and image, into FILE.lock.yaml beside each spec.

    PATHS are spec files or folders to search. Default: as for compile. What is pinned already and still fits the spec
    stays as it is, without a request; --upgrade resolves it anew.

    \b
    gitune lock                        pin what is not pinned
    gitune lock --upgrade model        take what the model's branch is now
    gitune lock --check                fail when a lock is missing, stale, or not to be had any more
    gitune lock --copy model=/mnt/m    pin a `pvc://` source from a copy
    """
    from gitune.resolve.wishes import Choices

    if "-" in paths:
        fail("a spec from standard input has no place for its lock; name the file")
        return USAGE
    named = _copies(copies)
    if named is None:
        fail("--copy is written `--copy model=FOLDER`, `--copy dataset=FOLDER` or `--copy pvc://claim/path=FOLDER`")
        return USAGE
    gc.enable()  # the rows of a thousand datasets are not the blink of a compile
    parts = frozenset(PARTS if "all" in upgrade else upgrade)
    choices = Choices(parts, images=not no_images, copies=named)
    wanted = wanted_locks(paths, where, check=check)
    diagnostics = list(wanted.diagnostics)
    if wanted.locks:
        from gitune.resolve.network import Network, missing_packages

        if missing := missing_packages():
            diagnostics.append(_not_installed(missing))
        else:
            run = _Run(wanted.locks, choices, Network(jobs))
            diagnostics += run.checked() if check else run.locked()
    return reporting.print(diagnostics, wanted.texts, sys.stderr)


class _Run(NamedTuple):
    """One call."""

    wanted: Sequence[WantedLock]
    choices: Choices
    network: Network

    def locked(self) -> list[Diagnostic]:
        """Resolves and writes; gives what is to be said."""
        from gitune.lock.write import lock_text
        from gitune.resolve.assemble import lock_all

        started = time.monotonic()
        outcomes = lock_all([one.wish for one in self.wanted], self.choices, self.network, _progress)
        found, written = [], 0
        for one, outcome in zip(self.wanted, outcomes, strict=True):
            found += _diagnostics(one, outcome.said)
            if outcome.lock is None:
                continue
            try:
                written += _write(one.file, lock_text(outcome.lock).encode())
            except OSError as error:
                found.append(lock_problem("GT457", shown(one.file), f"cannot be written: {error.strerror}"))
        locked = sum(outcome.lock is not None for outcome in outcomes)
        said = f"locked {_many(locked, 'spec')} ({written} written, {locked - written} unchanged)"
        self._say(said, started)
        return found

    def checked(self) -> list[Diagnostic]:
        """Compares and asks; gives what is to be said."""
        from gitune.resolve.moved import check_all

        started = time.monotonic()
        found = []
        answers = check_all([one.wish for one in self.wanted], self.choices, self.network, _progress)
        for one, answer in zip(self.wanted, answers, strict=True):
            name = shown(one.file)
            found += _diagnostics(one, answer.said)
            found += [lock_problem("GT460", name, f"still has {what}", _HINT) for what in answer.left]
            if not one.file.exists():
                found.append(lock_problem("GT451", name, "is missing", _HINT))
        self._say(f"checked {_many(len(self.wanted), 'lock')}", started)
        return found

    def _say(self, what: str, started: float) -> None:
        plans = [run.plan for one in self.wanted for run in one.wish.runs if run.asked]
        sources = {(s.uri, s.requested) for plan in plans for s in (plan.model.source, plan.dataset.source)}
        seconds = time.monotonic() - started
        counts = f"{_many(len(sources), 'source')}, {_many(self.network.requests, 'request')}, {seconds:.1f} s"
        click.echo(f"{what}: {counts}", err=True)


def _diagnostics(wanted: WantedLock, said: Sequence[Sequence[Said]]) -> list[Diagnostic]:
    """Remarks on each run at their places, once where several runs say the same there."""
    found = []
    for document, remarks in zip(wanted.documents, said, strict=True):
        for part, remark in remarks:
            section: str = part
            fields: tuple[Place, ...] = ((section, "source"), (section, "id"))
            if remark.code == "GT434":
                fields = ((section, "revision"), *fields)
            path = next((field for field in fields if document.has(field)), ("metadata", "name"))
            found.append(document.resolve(remark.at(path)))
    return list(dict.fromkeys(found))


def _write(file: Path, data: bytes) -> bool:
    """Writes in one step, and only what differs; says whether it did."""
    if file.is_file() and file.read_bytes() == data:
        return False
    target = file.resolve()
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            os.fchmod(handle, 0o644)
            stream.write(data)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def _copies(texts: Sequence[str]) -> dict[str, Path] | None:
    """The copies by part or volume, or None where one is not written as it should be."""
    pairs = [text.partition("=") for text in texts]
    if any(not (name in ("model", "dataset") or name.startswith(_VOLUMES)) or not folder for name, _, folder in pairs):
        return None
    return {name: Path(folder) for name, _, folder in pairs}


def _not_installed(missing: Sequence[str]) -> Diagnostic:
    message = f"`gitune lock` needs {', '.join(missing)}"
    return Diagnostic("GT430", severity_of("GT430"), message, hint="run `pip install 'gitune[hub]'`")


def _progress(done: int, total: int) -> None:
    """One line that is written over, for a person who watches."""
    if sys.stderr.isatty():
        end = "\r\x1b[K" if done == total else ""
        click.echo(f"\rlocking: {done} of {total}{end}", nl=False, err=True)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
