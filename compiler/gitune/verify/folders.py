"""What kustomize makes of a rendered folder, which no schema of a Kubernetes object covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.canonical.keys import stays_text
from gitune.manifests.model import Manifest, TreeFile
from gitune.verify.consistency import metadata_faults


def folder_faults(file: TreeFile, among: Sequence[TreeFile]) -> Iterator[str]:
    """What is wrong with a `kustomization.yaml`: it names every other file of its folder, once, and no others (R9)."""
    folder, _, own = file.path.rpartition("/")
    for kustomization in file.documents:
        generators = kustomization.get("configMapGenerator") or ()
        named = [*kustomization["resources"], *(kustomization.get("configurations") or ())]
        named += [name for generator in generators for name in generator["files"]]
        present = {name for name in _names_in(folder, among) if name != own}
        yield from (f"it names `{name}`, which is not there" for name in sorted(set(named) - present))
        yield from (f"it does not name `{name}`" for name in sorted(present - set(named)))
        yield from (f"it names `{name}` twice" for name in sorted(set(named)) if named.count(name) > 1)
        for generator in generators:
            yield from _generator_faults(generator)


def _names_in(folder: str, among: Sequence[TreeFile]) -> Iterator[str]:
    for other in among:
        above, _, name = other.path.rpartition("/")
        if above == folder:
            yield name


def _generator_faults(generator: Manifest) -> Iterator[str]:
    """Labels and annotations that the generated object cannot have."""
    options = generator["options"]
    yield from metadata_faults({"metadata": options})
    for key in (*options["labels"], *options["annotations"]):
        if not stays_text(key):
            yield f"kustomize reads the key `{key}` of a generated object as a number, a date or a word of YAML"
