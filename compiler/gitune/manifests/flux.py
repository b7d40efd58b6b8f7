"""The Flux Kustomizations: one pair for each spec, so that a bad one stops no other (R1, R2)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from gitune.manifests.labels import PROJECT, labels_of
from gitune.manifests.model import Manifest
from gitune.manifests.names import fitting
from gitune.plan.model import Plan
from gitune.project.model import Flux, Project

if TYPE_CHECKING:
    from gitune.plan.volume import VolumePlan

TRAIN_JOB_STARTED = {
    "apiVersion": "trainer.kubeflow.org/v1alpha1",
    "kind": "TrainJob",
    "failed": "has(status.conditions) && status.conditions.exists(c, c.type == 'Failed' && c.status == 'True')",
    "current": "(has(status.conditions) && status.conditions.exists(c, "
    "c.type in ['Complete', 'Suspended'] && c.status == 'True')) "
    "|| (has(status.jobsStatus) && status.jobsStatus.exists(j, j.active + j.ready + j.succeeded > 0))",
}
CLAIM_USABLE = {
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "failed": "status.phase == 'Lost'",
    "current": "status.phase in ['Bound', 'Pending']",
}


def flux_kustomizations(plan: Plan, project: Project) -> tuple[Manifest, ...]:
    """Runtime, then run. An installed runtime is nobody's to apply: then there is the run alone."""
    prune = plan.runtime.retain == "prune"
    run = _kustomization(plan, project, "run", prune=prune)
    run["spec"] |= {"healthCheckExprs": [dict(TRAIN_JOB_STARTED), dict(CLAIM_USABLE)]}
    own = plan.runtime.scope != "existing"
    first = [_kustomization(plan, project, "runtime", prune=prune)] if own else []
    waits_for = [runtime["metadata"]["name"] for runtime in first]
    waits_for += [_name(plan.namespace, plan.storage.claim, "volume")] if plan.storage.is_family_s else []
    if waits_for:
        run["spec"] |= {"dependsOn": [{"name": name} for name in waits_for]}
    return (*first, run)


def flux_volume_kustomization(volume: VolumePlan, project: Project) -> Manifest:
    """The claim of a matrix, once for all of its runs, which wait for it.

    A claim that waits for its first consumer is pending until a run has started, and counts as there (R16).
    """
    made = _kustomization(volume, project, "volume", prune=False)
    made["spec"] |= {"healthCheckExprs": [dict(CLAIM_USABLE)]}
    return made


def flux_root(files: Iterable[str]) -> Manifest:
    """The kustomization that the cluster follows, over the file names in `flux/`."""
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": sorted(files),
    }


def _kustomization(of: Plan | VolumePlan, project: Project, part: str, *, prune: bool) -> dict[str, Any]:
    flux = project.flux
    return {
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": {
            "name": _name(of.namespace, of.name, part),
            "namespace": flux.namespace,
            "labels": labels_of(of) | alert_label(flux),
        },
        "spec": {
            "interval": flux_duration(flux.interval),
            "retryInterval": flux_duration(flux.retry_interval),
            "timeout": flux_duration(flux.timeout),
            "path": _path(of, project, part),
            # An old run goes on when a new one is applied, unless the spec wants otherwise; and objects outlive their
            # Kustomization (R15).
            "prune": prune,
            "deletionPolicy": "Orphan",
            "wait": True,
            "sourceRef": source_reference(flux),
            **({"serviceAccountName": flux.service_account_name} if flux.service_account_name else {}),
        },
    }


def alert_label(flux: Flux) -> dict[str, str]:
    """What the project's Alert finds its Kustomizations by; nothing where there is none."""
    return {PROJECT: flux.name} if flux.notifications is not None else {}


def source_reference(flux: Flux) -> dict[str, str]:
    """The source, as a Kustomization names it."""
    source = flux.source_ref
    reference = {"kind": source.kind, "name": source.name}
    return reference | ({"namespace": source.namespace} if source.namespace else {})


def _name(namespace: str, name: str, part: str) -> str:
    return fitting(f"{namespace}-{name}-{part}")


def _path(of: Plan | VolumePlan, project: Project, part: str) -> str:
    folder = PurePosixPath(project.repository_path or "") / project.output / of.namespace / of.name / part
    return f"./{folder}"


def flux_duration(text: str) -> str:
    """A duration of gitune as Flux reads it: Go knows no days."""
    return f"{int(text[:-1]) * 24}h" if text.endswith("d") else text
