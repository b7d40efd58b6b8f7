"""One Job, as its controller drives it: its pods together, again after a failure that its policy forgives."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from gitune.local.interrupts import Interrupts
from gitune.local.model import Job
from gitune.local.policy import JobFailure, PodAction, backoff, on_pod_failure

POLL_SECONDS = 0.05
ENDED_BY_US = (128 + signal.SIGTERM, 128 + signal.SIGKILL)
"""Exit codes of a container that was told to end."""


class Process(Protocol):
    """A started container."""

    pod: str

    def exit_code(self) -> int | None:
        """None while it runs."""
        ...

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to all of it."""
        ...


StartPods = Callable[[Job], Sequence[Process]]


@dataclass(frozen=True, slots=True)
class ContainerExit:
    """How one container ended."""

    pod: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """How a Job ended; `failure` is None for one that is complete."""

    job: str
    failure: JobFailure | None = None
    message: str = ""


class JobRun:
    """A Job under way. `poll` moves it on; it never blocks but to let processes end."""

    def __init__(self, job: Job, start: StartPods, interrupts: Interrupts, backoff_seconds: float) -> None:
        self.job = job
        self.exits: list[ContainerExit] = []
        self._start, self._interrupts, self._backoff = start, interrupts, backoff_seconds
        self._began = self._next_start = time.monotonic()
        self._retries = self._failures = 0
        self._processes: Sequence[Process] = ()

    def poll(self) -> JobOutcome | None:
        """Starts what is due and looks at what runs; the outcome once there is one."""
        if self._late():
            self.stop()
            return self._failed(JobFailure.DEADLINE, "Job was active longer than specified deadline")
        if not self._processes:
            if time.monotonic() >= self._next_start:
                self._processes = self._start(self.job)
            return None
        codes = [process.exit_code() for process in self._processes]
        if any(codes):
            return self._pods_failed()
        if None in codes:
            return None
        self._record()
        return JobOutcome(self.job.name)

    def stop(self) -> None:
        """SIGTERM to every pod; SIGKILL after the grace period, or at once when asked for a second time."""
        running = [p for p in self._processes if p.exit_code() is None]
        deadline = time.monotonic() + self.job.grace_seconds
        number = signal.SIGTERM
        while running:
            for process in running:
                process.signal(number)
            while running and (time.monotonic() < deadline or number is signal.SIGKILL):
                time.sleep(POLL_SECONDS)
                running = [p for p in running if p.exit_code() is None]
                if self._interrupts.again and number is not signal.SIGKILL:
                    break
            number = signal.SIGKILL
        self._record()

    def _pods_failed(self) -> JobOutcome | None:
        """A node that is lost takes the others with it: they would wait for it until their time-out."""
        processes = self._processes
        first = {p.pod for p in processes if p.exit_code()}
        self.stop()
        failed = [(p.pod, p.exit_code() or 0) for p in processes if p.exit_code()]
        own = [(pod, code) for pod, code in failed if pod in first or code not in ENDED_BY_US]
        return self._decide(own)

    def _decide(self, failed: Sequence[tuple[str, int]]) -> JobOutcome | None:
        rules, container = self.job.pod_failure_policy, self.job.container.name
        actions = [on_pod_failure(rules, container, code) for _, code in failed]
        if PodAction.FAIL_JOB in actions:
            pod, code = failed[actions.index(PodAction.FAIL_JOB)]
            message = f"Container {container} for pod {pod} failed with exit code {code} matching FailJob rule"
            return self._failed(JobFailure.POD_FAILURE_POLICY, message)
        self._failures += PodAction.COUNT in actions
        if self._failures > self.job.backoff_limit:
            return self._failed(JobFailure.BACKOFF_LIMIT, "Job has reached the specified backoff limit")
        self._next_start = time.monotonic() + backoff(self._backoff, self._retries)
        self._retries += 1
        return None

    def _record(self) -> None:
        self.exits += [ContainerExit(p.pod, p.exit_code() or 0) for p in self._processes]
        self._processes = ()

    def _late(self) -> bool:
        limit = self.job.deadline_seconds
        return limit is not None and time.monotonic() - self._began > limit

    def _failed(self, failure: JobFailure, message: str) -> JobOutcome:
        return JobOutcome(self.job.name, failure, message)
