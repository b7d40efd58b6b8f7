"""A JobSet, as its controller drives it: jobs when what they depend on is complete, all of it again after a failure."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from gitune.local.console import Console
from gitune.local.interrupts import Interrupts
from gitune.local.job_run import POLL_SECONDS, ContainerExit, JobOutcome, JobRun, StartPods
from gitune.local.model import JobSet
from gitune.local.policy import JobFailure, backoff, restarts_jobset


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a JobSet ended: complete, failed, or interrupted when neither."""

    complete: bool
    failure: JobOutcome | None
    exits: tuple[ContainerExit, ...]
    """Every container that ended, restarts included, in the order of their jobs."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What a schedule needs from outside."""

    begin: Callable[[], StartPods]
    """Called before each start of the JobSet; gives the function that starts a job's pods."""
    tick: Callable[[], None]
    """Called at every look, some twenty times a second."""
    console: Console
    interrupts: Interrupts
    backoff_seconds: float


def run_jobset(jobset: JobSet, hands: Hands) -> Outcome:
    """Runs all jobs to their end, again after failures that may pass, `maxRestarts` times at most."""
    exits: list[ContainerExit] = []
    deadline = time.monotonic() + jobset.deadline_seconds if jobset.deadline_seconds else None
    counted = restarts = 0
    while True:
        failure = _once(jobset, hands, exits, deadline)
        if failure is None or failure.failure is None or hands.interrupts.first:
            complete = failure is None and not hands.interrupts.first
            return Outcome(complete, None, tuple(exits))
        again, counts = restarts_jobset(jobset.failure_rules, failure.job, failure.failure, failure.message)
        if deadline and time.monotonic() > deadline:
            again = False
        if not again or (counts and counted >= jobset.max_restarts):
            return Outcome(False, failure, tuple(exits))
        counted += counts
        _pause(backoff(hands.backoff_seconds, restarts), hands, f"{failure.job} failed ({failure.message})")
        restarts += 1


def _once(jobset: JobSet, hands: Hands, exits: list[ContainerExit], deadline: float | None) -> JobOutcome | None:
    """One start of the whole JobSet; the failure that ended it."""
    start, done, active = hands.begin(), set[str](), dict[str, JobRun]()
    try:
        while len(done) < len(jobset.jobs) and not hands.interrupts.first:
            for job in jobset.jobs:
                if job.name not in done | set(active) and done.issuperset(job.depends_on):
                    active[job.name] = JobRun(job, start, hands.interrupts, hands.backoff_seconds)
            for run in list(active.values()):
                outcome = run.poll()
                if outcome and outcome.failure:
                    return outcome
                if outcome:
                    done.add(outcome.job)
                    exits += active.pop(outcome.job).exits
            if deadline and time.monotonic() > deadline:
                return JobOutcome(jobset.name, JobFailure.DEADLINE, "TrainJob was active longer than its deadline")
            hands.tick()
            time.sleep(POLL_SECONDS)
    finally:
        for run in active.values():
            run.stop()
            exits += run.exits
        hands.tick()
    return None


def _pause(seconds: float, hands: Hands, why: str) -> None:
    hands.console.line(f"{why}; starting again in {seconds:g} s")
    end = time.monotonic() + seconds
    while time.monotonic() < end and not hands.interrupts.first:
        time.sleep(min(POLL_SECONDS, seconds))
