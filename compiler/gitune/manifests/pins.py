"""`pins.json`: what the initializers fetch and verify, from the lock (docs/image-contract.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from gitune.backends.base import TrainerConfig
from gitune.canonical.config import config_text
from gitune.canonical.digest import sha256_hex
from gitune.diagnostics.model import Finding
from gitune.manifests.model import Manifest
from gitune.plan.model import Plan, SourcePlan
from gitune.plan.pins import pinned_file

CONFIG_MAP_BYTES = 1_000_000
"""etcd's limit is 1.5 MiB, the API server's for a ConfigMap 1 MiB; keys and metadata need some of it."""


def pins_of(plan: Plan) -> Manifest | None:
    """The pins of both sources; None where the lock has neither."""
    sources = {"dataset": plan.dataset.source, "model": plan.model.source}
    pinned = {step: _pinned(source) for step, source in sources.items() if source.locked is not None}
    return {"formatVersion": 1, **pinned} if pinned else None


def pins_text(pins: Manifest) -> str:
    """The file's text: one fact a line, so that a diff shows which file is another."""
    return json.dumps(pins, indent=2, ensure_ascii=False) + "\n"


def provenance_annotations(plan: Plan) -> dict[str, str]:
    """What the run is made of, for whoever looks at the cluster; nothing where nothing is locked.

    Annotations are no part of the run's identity: what they say is in the pins and in the images' names already.
    """
    pins = pins_of(plan)
    if pins is None:
        return {}
    sources = {"gitune.dev/dataset": plan.dataset.source, "gitune.dev/model": plan.model.source}
    named = {key: _named(source) for key, source in sources.items() if source.locked is not None}
    images = {"gitune.dev/initializer-image": plan.images.initializer, "gitune.dev/trainer-image": plan.images.trainer}
    digest = f"sha256:{sha256_hex(pins_text(pins).encode())}"
    return {**named, **(images if plan.images.pinned else {}), "gitune.dev/pins": digest}


def _named(source: SourcePlan) -> str:
    return f"{source.uri}@{source.revision}" if source.revision else source.uri


def too_many_pins(plan: Plan, config: TrainerConfig) -> Iterator[Finding]:
    """Pins that do not fit into the run's ConfigMap beside the config."""
    pins = pins_of(plan)
    size = len(pins_text(pins).encode()) + len(config_text(config.config).encode()) if pins else 0
    if size > CONFIG_MAP_BYTES:
        count = sum(len(pins[step]["files"]) for step in ("dataset", "model") if pins and step in pins)
        message = f"{count:,} pinned files take {size:,} bytes; a ConfigMap holds {CONFIG_MAP_BYTES:,}"
        hint = "join the dataset's files into fewer, or leave the dataset out of the lock and name its commit"
        yield Finding("GT413", message, ("dataset", "source"), hint=hint)


def _pinned(source: SourcePlan) -> dict[str, Any]:
    files = source.locked.files if source.locked else ()
    revision = source.locked.revision if source.locked else None
    return {"source": source.uri, "revision": revision, "files": [pinned_file(file) for file in files]}
