"""What a run takes for itself, from what it compiled to."""

from __future__ import annotations

from gitune.compiler import Compilation
from gitune.fleet.model import Claim, Facts
from gitune.workspace.model import SpecInput

_NAME = ("metadata", "name")


def facts_of(spec: SpecInput, compilation: Compilation) -> Facts | None:
    """What a run claims; None for a spec that could not be understood."""
    if compilation.spec is None:
        return None
    metadata = compilation.spec.metadata
    at = spec.document.span(_NAME)
    return Facts(metadata.namespace, metadata.name, at, _claim(spec, compilation))


def _claim(spec: SpecInput, compilation: Compilation) -> Claim | None:
    plan = compilation.plan
    if plan is None or compilation.spec is None:
        return None
    named = compilation.spec.storage.claim_name is not None
    at = spec.document.span(("storage", "claimName") if named else _NAME)
    volume, nodes = plan.storage, compilation.spec.resources.nodes
    return Claim(volume.claim, volume.owned, volume.size, volume.class_name, volume.access_modes, nodes, at)
