"""Labels and annotations of the rendered objects.

A user's labels go on the objects' metadata and never into a pod template: that is part of what an existing object must
not change (rule R3 in docs/gitops.md), and a label must not start a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitune.plan.model import Plan

if TYPE_CHECKING:
    from gitune.plan.volume import VolumePlan

NAME = "gitune.dev/name"
RUN = "gitune.dev/run"
MATRIX = "gitune.dev/matrix"
PROJECT = "gitune.dev/project"
DESCRIPTION = "gitune.dev/description"
QUEUE = "kueue.x-k8s.io/queue-name"

NO_SUBSTITUTION = {"kustomize.toolkit.fluxcd.io/substitute": "disabled"}
"""Flux must not look for variables in it (R8)."""

NEVER_PRUNED = {
    "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
    "kustomize.toolkit.fluxcd.io/prune": "disabled",
}
"""Outlives its removal from Git (R5)."""

FIRST_WAVE = {"argocd.argoproj.io/sync-wave": "-1"}
"""Argo CD applies it before the rest, as Flux does by `dependsOn` (R1)."""


def labels_of(plan: Plan | VolumePlan, run: str | None = None) -> dict[str, str]:
    """Labels of an object: of one run, or of all runs of the fine-tune where `run` is None.

    What belongs to a matrix is part of it, and found by its name. A rule of the spec has refused labels that steer
    controllers; a user's `instance` or `part-of` is better than ours.
    """
    own = {
        "app.kubernetes.io/managed-by": "gitune",
        "app.kubernetes.io/name": "fine-tune",
        "app.kubernetes.io/part-of": plan.family or plan.name,
        NAME: plan.name,
    }
    if plan.family is not None:
        own[MATRIX] = plan.family
    if run is not None:
        own |= {"app.kubernetes.io/instance": run, RUN: run}
    return {**own, **plan.labels}


def of_project() -> dict[str, str]:
    """Labels of what stands once for a project."""
    return {"app.kubernetes.io/managed-by": "gitune"}


def annotations_of(plan: Plan | VolumePlan, *more: dict[str, str]) -> dict[str, str]:
    """The given annotations, and the description where there is one."""
    merged = {key: value for group in more for key, value in group.items()}
    return merged | ({DESCRIPTION: plan.description} if plan.description else {})
