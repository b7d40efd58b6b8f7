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

from gitune.catalog.load import CatalogError
from gitune.cli.exits import USAGE
from gitune.cli.inputs import read_inputs
from gitune.cli.reporting import Reporting, fail, reporting_options
from gitune.cli.where import where_options
from gitune.compiler import compile_spec
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Severity, Span
from gitune.diagnostics.model import Path as Place
from gitune.lock.name import lock_name
from gitune.workspace.model import Inputs, SpecInput, Where
from gitune.workspace.problems import broken_catalog, shown

if TYPE_CHECKING:
    from gitune.resolve.network import Network
    from gitune.resolve.wishes import Choices, Said, Wish

PARTS = ("model", "dataset", "images")


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
    help="Pin a volume's `model` or `dataset` from a copy of it on this machine.",
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
        fail("--copy is written `--copy model=FOLDER` or `--copy dataset=FOLDER`")
        return USAGE
    gc.enable()  # the rows of a thousand datasets are not the blink of a compile
    parts = frozenset(PARTS if "all" in upgrade else upgrade)
    choices = Choices(parts, images=not no_images, copies=named)
    inputs = read_inputs(paths, where)
    wishes, diagnostics = _wishes(inputs, check=check)
    if wishes:
        from gitune.resolve.network import Network, missing_packages

        if missing := missing_packages():
            diagnostics.append(_not_installed(missing))
        else:
            run = _Run(wishes, choices, Network(jobs))
            diagnostics += run.checked() if check else run.locked()
    return reporting.print(diagnostics, inputs.texts, sys.stderr)


class _Wanted(NamedTuple):
    """A spec that compiles, and its lock's place."""

    spec: SpecInput
    file: Path
    wish: Wish


class _Run(NamedTuple):
    """One call."""

    wanted: Sequence[_Wanted]
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
                found.append(_file_problem("GT457", one.file, f"cannot be written: {error.strerror}"))
        locked = sum(outcome.lock is not None for outcome in outcomes)
        said = f"locked {_many(locked, 'spec')} ({written} written, {locked - written} unchanged)"
        self._say(said, started)
        return found

    def checked(self) -> list[Diagnostic]:
        """Compares and asks; gives what is to be said."""
        from gitune.resolve.moved import check_all

        started = time.monotonic()
        found = []
        for one, said in zip(
            self.wanted,
            check_all([one.wish for one in self.wanted], self.choices, self.network, _progress),
            strict=True,
        ):
            found += _diagnostics(one, said)
            if not one.file.exists():
                found.append(_file_problem("GT451", one.file, "is missing", "run `gitune lock`, and commit it"))
        self._say(f"checked {_many(len(self.wanted), 'lock')}", started)
        return found

    def _say(self, what: str, started: float) -> None:
        plans = [one.wish.plan for one in self.wanted]
        sources = {(s.uri, s.requested) for plan in plans for s in (plan.model.source, plan.dataset.source)}
        seconds = time.monotonic() - started
        counts = f"{_many(len(sources), 'source')}, {_many(self.network.requests, 'request')}, {seconds:.1f} s"
        click.echo(f"{what}: {counts}", err=True)


def _wishes(inputs: Inputs, *, check: bool) -> tuple[list[_Wanted], list[Diagnostic]]:
    """The specs that compile, without what their locks say; the errors of the others."""
    from gitune.resolve.wishes import Wish

    locks = {}
    wanted: dict[Path, _Wanted] = {}
    errors: list[Diagnostic] = []
    for spec in inputs.specs:
        place = spec.workspace.root / spec.origin
        file = place.with_name(lock_name(place.name))
        locks[shown(file)] = file
        project = spec.workspace.project.model_copy(update={"require_lock": False})
        try:
            compilation = compile_spec(spec.document, project, spec.workspace.catalog)
        except CatalogError as error:
            errors.append(broken_catalog(error))
            continue
        wrong = [one for one in compilation.diagnostics if one.severity is Severity.ERROR]
        errors += wrong
        if compilation.plan is not None and not wrong:
            wanted.setdefault(
                file, _Wanted(spec, file, Wish(compilation.plan, project, spec.workspace.catalog, spec.lock))
            )
    if check:
        return list(wanted.values()), [*inputs.diagnostics, *errors]
    broken = {one.span.file for one in inputs.diagnostics if one.span is not None and one.span.file in locks}
    errors += [one for one in inputs.diagnostics if one.span is None or one.span.file not in broken]
    message = "cannot be read, and everything is resolved anew"
    errors += [_file_problem("GT456", locks[name], message) for name in sorted(broken)]
    return list(wanted.values()), errors


def _diagnostics(wanted: _Wanted, said: Sequence[Said]) -> list[Diagnostic]:
    """Remarks at their places in the spec."""
    document = wanted.spec.document
    found = []
    for part, remark in said:
        section: str = part
        fields: tuple[Place, ...] = ((section, "source"), (section, "id"))
        if remark.code == "GT434":
            fields = ((section, "revision"), *fields)
        path = next((field for field in fields if document.has(field)), ("metadata", "name"))
        found.append(document.resolve(remark.at(path)))
    return found


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
    """The copies by part, or None where one is not written as it should be."""
    pairs = [text.partition("=") for text in texts]
    if any(name not in ("model", "dataset") or not folder for name, _, folder in pairs):
        return None
    return {name: Path(folder) for name, _, folder in pairs}


def _not_installed(missing: Sequence[str]) -> Diagnostic:
    message = f"`gitune lock` needs {', '.join(missing)}"
    return Diagnostic("GT430", severity_of("GT430"), message, hint="run `pip install 'gitune[hub]'`")


def _file_problem(code: str, file: Path, what: str, hint: str | None = None) -> Diagnostic:
    name = shown(file)
    return Diagnostic(code, severity_of(code), f"{name} {what}", Span(name, 1, 1, 1, 1), hint=hint)


def _progress(done: int, total: int) -> None:
    """One line that is written over, for a person who watches."""
    if sys.stderr.isatty():
        end = "\r\x1b[K" if done == total else ""
        click.echo(f"\rlocking: {done} of {total}{end}", nl=False, err=True)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
