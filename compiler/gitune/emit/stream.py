"""All objects as one YAML stream, for `kubectl apply -f -` without kustomize."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitune.canonical.yaml import dump_sorted
from gitune.emit.files import file_bytes
from gitune.manifests.model import Manifest, Rendered, RenderedVolume, TreeFile


def stream_of(runs: Iterable[Rendered], volumes: Iterable[RenderedVolume] = ()) -> str:
    """The runtime, claim, ConfigMap and TrainJob of each run, in the order in which a cluster needs them.

    The claims that runs of a matrix share come before all of them.
    """
    claims = (file for volume in volumes for file in volume.files if _is_object(file))
    objects = [document for file in claims for document in file.documents]
    objects += (document for run in runs for document in _objects(run))
    return "".join(f"---\n{dump_sorted(document)}" for document in objects)


def _objects(run: Rendered) -> Iterator[Manifest]:
    generators = [d for file in run.files for d in file.documents if d.get("configMapGenerator")]
    for file in run.files:
        if _is_object(file):
            if file.schema == "TrainJob":
                yield from (_config_map(run, kustomization) for kustomization in generators)
            yield from file.documents


def _is_object(file: TreeFile) -> bool:
    of_a_run = file.path.count("/") > 1
    name = file.path.rsplit("/", 1)[-1]
    return file.schema is not None and of_a_run and name not in {"kustomization.yaml", "kustomizeconfig.yaml"}


def _config_map(run: Rendered, kustomization: Manifest) -> Manifest:
    """What kustomize's generator makes of the kustomization."""
    generator = kustomization["configMapGenerator"][0]
    options = generator.get("options", {})
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": generator["name"],
            "namespace": run.namespace,
            "labels": options.get("labels", {}),
            "annotations": options.get("annotations", {}),
        },
        "immutable": True,
        "data": {name: file_bytes(run.file(name), "").decode() for name in generator["files"]},
    }
