"""What the rendered objects are called."""

from __future__ import annotations

from typing import NamedTuple

from gitune.canonical.digest import sha256_hex
from gitune.plan.model import Plan

LABEL_VALUE_MAX = 63


class Names(NamedTuple):
    """The names of one run's objects. The TrainJob and the ConfigMap are called like the run."""

    run: str
    runtime: str
    claim: str


def names_of(plan: Plan, run: str) -> Names:
    """Names for a run: a cluster-scoped runtime has the namespace in front, an installed one keeps its own name."""
    runtime = {
        "cluster": f"{plan.namespace}-{run}",
        "namespace": run,
        "existing": plan.runtime.name or "",
    }[plan.runtime.scope]
    return Names(run=run, runtime=runtime, claim=plan.storage.claim)


def fitting(name: str, limit: int = LABEL_VALUE_MAX) -> str:
    """`name`, or its beginning with 8 digits of its SHA-256 where it is longer than `limit` characters.

    Flux writes a Kustomization's name into a label of everything that it applies; a volume's name is a DNS label.
    """
    if len(name) <= limit:
        return name
    return f"{name[: limit - 9].rstrip('-.')}-{sha256_hex(name.encode())[:8]}"


def claim_volume(claim: str) -> str:
    """Volume name for a claim. A claim's name may hold dots, a volume's may not; the digest keeps two claims apart."""
    name = f"claim-{claim}"
    if "." not in claim:
        return fitting(name)
    return fitting(f"{name.replace('.', '-')}-{sha256_hex(claim.encode())[:8]}")
