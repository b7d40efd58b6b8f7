"""The Argo CD Applications: one for each spec, and one that brings them all.

Within one Application the runtime's sync wave comes before the run's: Argo CD dry-runs on the client alone, so that
Trainer's webhook does not see the TrainJob before its runtime is there (R1). No finalizer stands anywhere: an
Application that goes leaves its objects where they are (R15).
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from gitune.manifests.health import TRAIN_JOB_HEALTH
from gitune.manifests.labels import labels_of, of_project
from gitune.manifests.model import Manifest, TreeFile
from gitune.manifests.names import fitting
from gitune.plan.model import Plan
from gitune.project.argocd import ArgoCd
from gitune.project.model import Project

if TYPE_CHECKING:
    from gitune.plan.volume import VolumePlan

IN_CLUSTER = "https://kubernetes.default.svc"
HEALTH_PATCH = "argocd/health.yaml"
"""For `argocd-cm`, which belongs to whoever installed Argo CD: no kustomization lists it."""

OLD_RUNS_ARE_FINE = {"argocd.argoproj.io/compare-options": "IgnoreExtraneous"}
"""An earlier run that is kept is in no manifest any more, and no reason to call the Application out of sync."""

THEIRS = {
    "group": "trainer.kubeflow.org",
    "kind": "TrainJob",
    "jqPathExpressions": [".spec.managedBy", ".spec.runtimePatches[]?.time", ".spec.suspend"],
}
"""What Trainer and Kueue write into a TrainJob (R7)."""

SYNC_OPTIONS = ("ServerSideApply=true", "CreateNamespace=false")
RETRY = {"limit": 5, "backoff": {"duration": "30s", "factor": 2, "maxDuration": "10m"}}


def _settings(project: Project) -> ArgoCd:
    return project.argocd or ArgoCd()


def argocd_application(plan: Plan, project: Project) -> Manifest:
    """Applies the runtime, then the run."""
    prune = plan.runtime.retain == "prune"
    parts = ("run",) if plan.runtime.scope == "existing" else ("runtime", "run")
    folder = _folder(project) / plan.namespace / plan.name
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": _metadata(plan, project, folder),
        "spec": {
            "project": _settings(project).project,
            "destination": _destination(_settings(project)) | {"namespace": plan.namespace},
            "sources": [_source(_settings(project), folder / part) | ({} if prune else _kept()) for part in parts],
            "ignoreDifferences": [dict(THEIRS)],
            "syncPolicy": _sync_policy(prune=prune),
        },
    }


def argocd_volume_application(volume: VolumePlan, project: Project) -> Manifest:
    """Applies the claim of a matrix, once for all of its runs.

    No wave puts it first: where Argo CD has a health check for Applications, it would wait for a claim that waits for
    its first consumer (R16). A pod whose claim is not there yet waits for it by itself.
    """
    folder = _folder(project) / volume.namespace / volume.name
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": _metadata(volume, project, folder),
        "spec": {
            "project": _settings(project).project,
            "destination": _destination(_settings(project)) | {"namespace": volume.namespace},
            "source": _source(_settings(project), folder / "volume"),
            "syncPolicy": _sync_policy(prune=False),
        },
    }


def argocd_project_files(project: Project) -> tuple[TreeFile, ...]:
    """`root.yaml`, and the health check for whoever installed Argo CD to add."""
    return (
        TreeFile("argocd/root.yaml", (_root(project),), "ArgoApplication"),
        TreeFile(HEALTH_PATCH, (_health_patch(),), "ArgoHealthPatch"),
    )


def _root(project: Project) -> Manifest:
    """Follows `argocd/`. What it prunes are Applications, which leave their objects where they are."""
    argocd = _settings(project)
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {
            "name": argocd.name,
            "namespace": argocd.namespace,
            "labels": of_project(),
            # It applies itself, and must not take itself from the cluster.
            "annotations": {"argocd.argoproj.io/sync-options": "Prune=false"},
        },
        "spec": {
            "project": argocd.project,
            "destination": {"server": IN_CLUSTER, "namespace": argocd.namespace},
            "source": _source(argocd, _folder(project) / "argocd"),
            "syncPolicy": {
                "automated": {"prune": True, "selfHeal": False},
                "syncOptions": list(SYNC_OPTIONS),
                "retry": RETRY,
            },
        },
    }


def _metadata(of: Plan | VolumePlan, project: Project, folder: PurePosixPath) -> dict[str, Any]:
    return {
        "name": fitting(f"{of.namespace}-{of.name}"),
        "namespace": _settings(project).namespace,
        "labels": labels_of(of),
        "annotations": {
            # The server itself says what differs: it knows its defaults, and Trainer's webhooks.
            "argocd.argoproj.io/compare-options": "ServerSideDiff=true",
            "argocd.argoproj.io/manifest-generate-paths": f"/{folder}",
        },
    }


def _sync_policy(*, prune: bool) -> dict[str, Any]:
    """Never heals itself: a run that somebody deleted by hand would start again.

    With `prune` the earlier run goes last, when the new one is there and has started; as Flux does it (R15).
    """
    options = [*SYNC_OPTIONS, *(["PruneLast=true"] if prune else [])]
    return {"automated": {"prune": prune, "selfHeal": False}, "syncOptions": options, "retry": RETRY}


def _kept() -> dict[str, Any]:
    return {"kustomize": {"commonAnnotations": dict(OLD_RUNS_ARE_FINE)}}


def _source(argocd: ArgoCd, folder: PurePosixPath) -> dict[str, Any]:
    return {"repoURL": argocd.url or "", "targetRevision": argocd.revision, "path": str(folder)}


def _destination(argocd: ArgoCd) -> dict[str, str]:
    return {"name": argocd.cluster} if argocd.cluster else {"server": argocd.server or IN_CLUSTER}


def _folder(project: Project) -> PurePosixPath:
    return PurePosixPath(project.repository_path or "") / project.output


def _health_patch() -> Manifest:
    return {"data": {"resource.customizations.health.trainer.kubeflow.org_TrainJob": TRAIN_JOB_HEALTH}}
