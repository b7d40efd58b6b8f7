"""What brings a project's runs to the cluster: Flux Kustomizations or Argo CD Applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitune.manifests.flux import flux_kustomizations, flux_volume_kustomization
from gitune.manifests.model import TreeFile
from gitune.plan.model import Plan
from gitune.project.model import GitOps, Project

if TYPE_CHECKING:
    from gitune.plan.volume import VolumePlan

FOLDERS: tuple[GitOps, ...] = ("argocd", "flux")
"""Folders of the rendered tree that are not a namespace's: each is called like what reads it."""

SHARED = frozenset(["alert.yaml", "health.yaml", "provider.yaml", "root.yaml", "source.yaml"])
"""Names of files that stand there once for the project. A fine-tune's own is `<namespace>-<name>.yaml`."""


def delivery_file(plan: Plan, project: Project) -> TreeFile:
    """The one file of a fine-tune that the cluster's tool reads first."""
    name = f"{project.gitops}/{plan.namespace}-{plan.name}.yaml"
    if project.gitops == "argocd":
        from gitune.manifests.argocd import argocd_application  # noqa: PLC0415 (who uses Flux does not pay for it)

        return TreeFile(name, (argocd_application(plan, project),), "ArgoApplication")
    return TreeFile(name, flux_kustomizations(plan, project), "FluxKustomization")


def volume_delivery_file(volume: VolumePlan, project: Project) -> TreeFile:
    """The one file of a matrix' volume that the cluster's tool reads first. No fine-tune has the name of a matrix."""
    name = f"{project.gitops}/{volume.namespace}-{volume.name}.yaml"
    if project.gitops == "argocd":
        from gitune.manifests.argocd import argocd_volume_application  # noqa: PLC0415

        return TreeFile(name, (argocd_volume_application(volume, project),), "ArgoApplication")
    return TreeFile(name, (flux_volume_kustomization(volume, project),), "FluxKustomization")


def project_files(project: Project) -> tuple[TreeFile, ...]:
    """What stands once for the project; nothing for Flux where the project file asks for nothing."""
    if project.gitops == "argocd":
        from gitune.manifests.argocd import argocd_project_files  # noqa: PLC0415

        return argocd_project_files(project)
    if project.flux.source is None and project.flux.notifications is None:
        return ()
    from gitune.manifests.flux_project import flux_project_files  # noqa: PLC0415

    return flux_project_files(project)


def is_listed(file: TreeFile) -> bool:
    """Whether the folder's kustomization takes it in: everything but a patch of somebody else's object."""
    return file.schema != "ArgoHealthPatch"
