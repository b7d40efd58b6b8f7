"""Rendered files to the objects that a cluster gets of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from gitune.diff.model import Key, Objects
from gitune.manifests.delivery import FOLDERS
from gitune.manifests.model import Manifest, Rendered, RenderedVolume
from gitune.source.plain import SourceError, load_plain

_LIST = "kustomization.yaml"
_SKIPPED = ("kustomizeconfig.yaml", "gitune-manifest.json")

Documents = Mapping[str, Sequence[Manifest]]
"""What files hold, by their paths."""
_NOTHING: Documents = MappingProxyType({})


class UnreadableTreeError(Exception):
    """A rendered file is not what gitune renders."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def objects_of(files: Mapping[str, bytes], known: Documents = _NOTHING) -> Objects:
    """The objects in a run's files, with the ConfigMaps that kustomize makes. Nobody reads a file that is `known`.

    Raises:
        UnreadableTreeError: a file is not what gitune renders.
    """
    made: dict[Key, Manifest] = {}
    there = _There(files, known)
    for path in sorted(files):
        try:
            made |= {key_of(manifest): manifest for manifest in _objects_in(path, there)}
        except (AttributeError, KeyError, TypeError):
            raise UnreadableTreeError(path, "not what gitune renders") from None
    return made


def objects_in_file(path: str, data: bytes) -> Objects:
    """The objects in one file.

    Raises:
        UnreadableTreeError: the file is not what gitune renders.
    """
    try:
        return {key_of(manifest): manifest for manifest in _documents(path, data)}
    except (AttributeError, KeyError, TypeError):
        raise UnreadableTreeError(path, "not what gitune renders") from None


def rendered_objects(rendered: Rendered | RenderedVolume, files: Mapping[str, bytes]) -> Objects:
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


class _There:
    """The files of one run, each read once."""

    def __init__(self, files: Mapping[str, bytes], known: Documents) -> None:
        self.files = files
        self._read = dict(known)

    def documents(self, path: str) -> Sequence[Manifest]:
        """What a file holds; nothing where it is not there."""
        if path not in self._read:
            self._read[path] = tuple(_documents(path, self.files[path])) if path in self.files else ()
        return self._read[path]

    def is_listed(self, folder: str, name: str) -> bool:
        """Whether a folder's kustomization takes the file. Those of Flux and Argo CD hold nothing but objects."""
        if folder in FOLDERS:
            return name.endswith(".yaml")
        return any(name in (document.get("resources") or ()) for document in self.documents(f"{folder}/{_LIST}"))


def _objects_in(path: str, there: _There) -> Iterator[Manifest]:
    folder, _, name = path.rpartition("/")
    if name == _LIST:
        for document in there.documents(path):
            yield from _generated(document, folder, there.files)
    elif name not in _SKIPPED and there.is_listed(folder, name):
        yield from there.documents(path)


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
