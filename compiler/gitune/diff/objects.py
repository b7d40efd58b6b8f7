"""Rendered files to the objects that a cluster gets of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitune.diff.model import Key, Objects
from gitune.manifests.delivery import FOLDERS
from gitune.manifests.model import Manifest, Rendered
from gitune.source.plain import SourceError, load_plain

_SKIPPED = ("kustomization.yaml", "kustomizeconfig.yaml", "gitune-manifest.json")


class UnreadableTreeError(Exception):
    """A rendered file is not what gitune renders."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def objects_of(files: Mapping[str, bytes]) -> Objects:
    """The objects in a run's files, with the ConfigMaps that kustomize makes.

    Raises:
        UnreadableTreeError: a file is not what gitune renders.
    """
    made: dict[Key, Manifest] = {}
    for path in sorted(files):
        try:
            made |= {key_of(manifest): manifest for manifest in _objects_in(path, files)}
        except (AttributeError, KeyError, TypeError):
            raise UnreadableTreeError(path, "not what gitune renders") from None
    return made


def rendered_objects(rendered: Rendered, files: Mapping[str, bytes]) -> Objects:
    """The same of what was compiled just now, which nobody has to parse."""
    made: dict[Key, Manifest] = {}
    for file in rendered.files:
        folder = file.path.rpartition("/")[0]
        if file.schema == "Kustomization":
            made |= {key_of(o): o for document in file.documents for o in _generated(document, folder, files)}
        elif file.schema not in (None, "KustomizeConfig"):
            made |= {key_of(document): document for document in file.documents}
    return made


def key_of(manifest: Manifest) -> Key:
    """What the cluster tells the object by."""
    metadata = manifest["metadata"]
    names = (manifest["kind"], metadata.get("namespace", ""), metadata["name"])
    if not all(isinstance(name, str) for name in names):
        raise TypeError("a name is text")
    return Key(*names)


def _objects_in(path: str, files: Mapping[str, bytes]) -> Iterator[Manifest]:
    folder, _, name = path.rpartition("/")
    if name == "kustomization.yaml":
        for document in _documents(path, files[path]):
            yield from _generated(document, folder, files)
    elif name not in _SKIPPED and _lists(folder, name, files):
        yield from _documents(path, files[path])


def _lists(folder: str, name: str, files: Mapping[str, bytes]) -> bool:
    """Whether a folder's kustomization takes the file for an object. Those of Flux and Argo CD hold nothing else."""
    if folder in FOLDERS:
        return name.endswith(".yaml")
    path = f"{folder}/kustomization.yaml"
    documents = _documents(path, files[path]) if path in files else ()
    return any(name in (document.get("resources") or ()) for document in documents)


def _generated(kustomization: Manifest, folder: str, files: Mapping[str, bytes]) -> Iterator[Manifest]:
    for entry in kustomization.get("configMapGenerator") or ():
        options = entry.get("options") or {}
        names = [name for name in entry["files"] if f"{folder}/{name}" in files]
        metadata = {"name": entry["name"], "namespace": entry.get("namespace", "")}
        yield {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata | {key: options[key] for key in ("labels", "annotations") if key in options},
            "immutable": bool(options.get("immutable")),
            "data": {name: files[f"{folder}/{name}"].decode(errors="replace") for name in names},
        }


def _documents(path: str, data: bytes) -> Iterator[dict[str, Any]]:
    """The documents of a file. Canonical YAML has `---` at the beginning of a line only between two of them."""
    try:
        text = data.decode()
        for part in text.split("\n---\n"):
            document = load_plain(part, path)
            if not isinstance(document, dict):
                raise UnreadableTreeError(path, "no YAML mapping")
            yield document
    except (SourceError, UnicodeDecodeError) as error:
        raise UnreadableTreeError(path, str(error).removeprefix(f"{path}:")) from None
