"""The volume of a matrix: its claim, and what brings it to the cluster before any of its runs.

It stands in a folder of its own, because two Kustomizations must never own one object: with `prune`, each would take
from the cluster what only the other one has.
"""

from __future__ import annotations

from gitune.manifests.claim import family_claim
from gitune.manifests.delivery import volume_delivery_file
from gitune.manifests.kustomization import KUSTOMIZE_CONFIG, volume_kustomization
from gitune.manifests.kustomizeconfig import kustomize_config
from gitune.manifests.model import RenderedVolume, TreeFile
from gitune.plan.volume import VolumePlan
from gitune.project.model import Project

CLAIM_FILE = "persistentvolumeclaim.yaml"


def render_volume(volume: VolumePlan, project: Project) -> RenderedVolume:
    """The files of a matrix' volume: `<namespace>/<name>/volume/` and what the cluster's tool reads."""
    folder = f"{volume.namespace}/{volume.name}/volume"
    files = (
        TreeFile(f"{folder}/kustomization.yaml", (volume_kustomization(CLAIM_FILE),), "Kustomization"),
        TreeFile(f"{folder}/{KUSTOMIZE_CONFIG}", (kustomize_config(),), "KustomizeConfig"),
        TreeFile(f"{folder}/{CLAIM_FILE}", (family_claim(volume),), "PersistentVolumeClaim"),
        volume_delivery_file(volume, project),
    )
    return RenderedVolume(volume.namespace, volume.name, files)
