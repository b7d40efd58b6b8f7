"""The part of `kustomize build` that rendered directories use. What it does not know it refuses, never skips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitune.local.model import Manifest
from gitune.local.refusal import Refused, diagnostic
from gitune.source.plain import SourceError, load_plain

WITHOUT_EFFECT_HERE = frozenset({"apiVersion", "kind", "metadata", "namespace", "configurations", "generatorOptions"})
KNOWN = WITHOUT_EFFECT_HERE | {"resources", "configMapGenerator"}


@dataclass(frozen=True, slots=True)
class Built:
    """The objects of one directory and the files of its generated ConfigMaps."""

    objects: tuple[Manifest, ...]
    config_maps: Mapping[str, Mapping[str, str]]


def build(folder: Path) -> Built:
    """What `kustomize build` makes of a rendered directory.

    Raises:
        Refused: GT602 for a file that cannot be read, or a feature of kustomize that gitune never renders.
    """
    file = folder / "kustomization.yaml"
    kustomization = read_object(file)
    unknown = sorted(set(kustomization) - KNOWN)
    if unknown:
        raise Refused(diagnostic("GT602", f"a local run does not know {', '.join(unknown)} of kustomize", file=file))
    objects = [read_object(folder / name) for name in kustomization.get("resources", ())]
    options = kustomization.get("generatorOptions", {})
    maps = dict(_generated(g, options, file) for g in kustomization.get("configMapGenerator", ()))
    maps |= {o["metadata"]["name"]: dict(o.get("data", {})) for o in objects if o.get("kind") == "ConfigMap"}
    return Built(tuple(objects), maps)


def read_object(file: Path) -> dict[str, Any]:
    """The one mapping in `file`.

    Raises:
        Refused: GT601 the file is not there, GT602 it is not one YAML mapping.
    """
    try:
        data = load_plain(_text(file), str(file))
    except SourceError as error:
        raise Refused(diagnostic("GT602", str(error), file=file)) from None
    if not isinstance(data, dict):
        raise Refused(diagnostic("GT602", "a YAML mapping is meant here", file=file))
    return data


def _generated(generator: Manifest, shared: Manifest, file: Path) -> tuple[str, dict[str, str]]:
    options = {**shared, **generator.get("options", {})}
    if not options.get("disableNameSuffixHash"):
        name = generator.get("name")
        raise Refused(diagnostic("GT602", f"ConfigMap {name} needs options.disableNameSuffixHash: true", file=file))
    data = {}
    for entry in generator.get("files", ()):
        key, _, path = entry.rpartition("=")
        data[key or Path(path).name] = _text(file.parent / path)
    for literal in generator.get("literals", ()):
        key, _, value = literal.partition("=")
        data[key] = value
    return str(generator["name"]), data


def _text(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        raise Refused(diagnostic("GT601", f"{file} is listed but is not there", file=file)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(diagnostic("GT602", f"cannot be read: {error}", file=file)) from None
