"""What Kubernetes does about a failed pod and JobSet about a failed job, as pure decisions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from gitune.local.model import Manifest


class PodAction(StrEnum):
    """What a failed pod means for its Job."""

    FAIL_JOB = "FailJob"
    COUNT = "Count"
    IGNORE = "Ignore"


class JobFailure(StrEnum):
    """Why a Job failed, in Kubernetes' words."""

    POD_FAILURE_POLICY = "PodFailurePolicy"
    BACKOFF_LIMIT = "BackoffLimitExceeded"
    DEADLINE = "DeadlineExceeded"


def on_pod_failure(rules: Sequence[Manifest], container: str, exit_code: int) -> PodAction:
    """The action of the first rule that matches the exit code; without one, the failure counts."""
    for rule in rules:
        codes = rule.get("onExitCodes")
        if codes and codes.get("containerName", container) == container and _matches(codes, exit_code):
            # FailIndex is for jobs that count failures by index; a run whose node is lost is lost.
            return PodAction.FAIL_JOB if rule["action"] == "FailIndex" else PodAction(rule["action"])
    return PodAction.COUNT


def restarts_jobset(rules: Sequence[Manifest], job: str, reason: JobFailure, message: str) -> tuple[bool, bool]:
    """Whether the JobSet starts again after a job's failure, and whether that counts against `maxRestarts`."""
    for rule in rules:
        targets, reasons = rule.get("targetReplicatedJobs"), rule.get("onJobFailureReasons")
        patterns = rule.get("onJobFailureMessagePatterns")
        if (
            (not targets or job in targets)
            and (not reasons or reason in reasons)
            and (not patterns or any(re.search(pattern, message) for pattern in patterns))
        ):
            return rule["action"] != "FailJobSet", not rule["action"].endswith("IgnoreMaxRestarts")
    return True, True


def backoff(first: float, restart: int) -> float:
    """Seconds to wait before restart number `restart`, counted from 0: doubling from `first`, at most a minute."""
    return float(min(first * 2**restart, 60.0))


def _matches(codes: Manifest, exit_code: int) -> bool:
    listed: bool = exit_code in codes["values"]
    return listed if codes["operator"] == "In" else not listed
