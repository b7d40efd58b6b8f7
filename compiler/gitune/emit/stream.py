"""All objects as one YAML stream, for `kubectl apply -f -` without kustomize."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitune.canonical.config import config_text
from gitune.canonical.yaml import dump_sorted
from gitune.manifests.model import Manifest, Rendered, TreeFile


def stream_of(runs: Iterable[Rendered]) -> str:
    """The runtime, claim, ConfigMap and TrainJob of each run, in the order in which a cluster needs them."""
    return "".join(f"---\n{dump_sorted(document)}" for run in runs for document in _objects(run))


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
    config_file = generator["files"][0]
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
        "data": {config_file: config_text(run.file(config_file).documents[0])},
    }
