"""Where runs write. Kubeflow's own runtimes give every run of a namespace one folder on one claim, with Trainer 2.1."""

from __future__ import annotations

from gitune.diff.model import Side
from gitune.plan.model import WORKSPACE


def shared_output(side: Side) -> str | None:
    """The place that a run shares with every other one on its runtime; None for the runs that have one of their own."""
    plan = side.plan
    if plan is None or plan.upstream is None or not plan.upstream.own_claim:
        return None
    return f"{WORKSPACE / 'output'} on the claim {side.namespace}/{plan.storage.claim}"
