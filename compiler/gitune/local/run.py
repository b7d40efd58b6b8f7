"""`gitune run`: a rendered run on this machine, from its objects to a summary."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gitune.diagnostics.model import Diagnostic
from gitune.local.console import Console
from gitune.local.failures import failures
from gitune.local.interrupts import caught
from gitune.local.job_run import ContainerExit
from gitune.local.jobs import typed
from gitune.local.leftovers import pod_processes
from gitune.local.machine import missing_devices, missing_packages
from gitune.local.merge import merge
from gitune.local.metrics import MetricsTail, progress_line
from gitune.local.model import JobSet, RunObjects
from gitune.local.objects import read_run
from gitune.local.options import LocalOptions
from gitune.local.pods import Pods
from gitune.local.refusal import Refused, diagnostic
from gitune.local.schedule import Hands, run_jobset
from gitune.local.secrets import Secrets, read_secrets
from gitune.local.summary import METRICS, Summary, is_complete, summarize
from gitune.local.volumes import Folders, check_volumes

FAILED = 1


@dataclass(frozen=True, slots=True)
class LocalResult:
    """How a local run ended."""

    exit_code: int
    """0 complete, 1 refused or failed, 130 or 143 interrupted."""
    summary: Summary | None
    diagnostics: tuple[Diagnostic, ...]
    containers: tuple[ContainerExit, ...] = ()
    """Every container that ended, restarts included."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A run that nothing speaks against."""

    objects: RunObjects
    jobset: JobSet
    folders: Folders
    secrets: Secrets
    notes: tuple[Diagnostic, ...]

    @property
    def output(self) -> Path:
        """The run's folder on its volume."""
        return self.folders.workspace / "output" / self.objects.name


def run_rendered(run_folder: Path, options: LocalOptions, out: Callable[[str], None]) -> LocalResult:
    """Does with rendered objects what Kubeflow Trainer and the kubelet would do, with processes of this machine.

    Args:
        run_folder: `rendered/<namespace>/<name>`, with `runtime/` and `run/`.
        options: where claims, secrets and the run's own folder are.
        out: gets each line of the containers, of progress and of this run's own; called by one thread at a time.

    Returns:
        The result. A user's mistake is among its diagnostics (GT601 to GT610), never an exception.
    """
    try:
        prepared = _prepare(run_folder, options)
        with _only_one(prepared.folders.root):
            return _run(prepared, options, out)
    except Refused as refused:
        return LocalResult(FAILED, None, refused.diagnostics)


def _prepare(run_folder: Path, options: LocalOptions) -> _Prepared:
    objects = read_run(run_folder, options.runtime)
    spec = merge(objects.trainjob, objects.runtime)
    jobset = typed(spec, objects.name, objects.namespace, objects.trainjob["spec"].get("activeDeadlineSeconds"))
    folders = Folders((options.root or _root(objects, run_folder)).resolve(), options.claims)
    problems: list[Diagnostic] = list(missing_packages(jobset))
    secrets = Secrets({})
    try:
        check_volumes(jobset, folders, objects.config_maps)
    except Refused as refused:
        problems += refused.diagnostics
    try:
        secrets = read_secrets(jobset, options.secrets, options.environ)
    except Refused as refused:
        problems += refused.diagnostics
    notes = missing_devices(jobset)
    if problems:
        raise Refused(*problems, *notes)
    return _Prepared(objects, jobset, folders, secrets, tuple(notes))


def _root(objects: RunObjects, run_folder: Path) -> Path:
    """One for each volume: the runs of a matrix share theirs."""
    place = run_folder.resolve()
    return Path(".gitune") / "run" / f"{place.parent.name}-{objects.matrix or place.name}"


def _run(prepared: _Prepared, options: LocalOptions, out: Callable[[str], None]) -> LocalResult:
    console = Console(out, prepared.secrets)
    for note in prepared.notes:
        console.line(f"{note.code}: {note.message}")
    before = is_complete(prepared.output)
    tail = MetricsTail(prepared.output / METRICS)
    pods = Pods(prepared.objects, prepared.folders, prepared.secrets, options.environ, console)

    def tick() -> None:
        for record in tail.new():
            console.line(progress_line(record))

    with caught() as interrupts:
        hands = Hands(pods.begin, tick, console, interrupts, options.backoff_seconds)
        outcome = run_jobset(prepared.jobset, hands)
    summary = summarize(prepared.objects.name, prepared.output, already_complete=before) if outcome.complete else None
    if interrupts.first:
        console.line("interrupted; started again, the run goes on from its last whole checkpoint")
    exit_code = interrupts.exit_code or (0 if outcome.complete else FAILED)
    return LocalResult(exit_code, summary, (*prepared.notes, *failures(outcome, prepared.folders)), outcome.exits)


@contextmanager
def _only_one(root: Path) -> Iterator[None]:
    """Holds the run's folder for this process; two runs in it would overwrite each other."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(diagnostic("GT608", f"another gitune run is going on in {root}")) from None
        alive = pod_processes(root / "pods")
        if alive:
            numbers = " ".join(map(str, alive))
            raise Refused(
                diagnostic(
                    "GT608", f"processes of an earlier run in {root} are alive", hint=f"end them: kill {numbers}"
                )
            )
        yield
