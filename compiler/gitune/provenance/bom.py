"""A CycloneDX 1.6 bill of materials of a run (https://cyclonedx.org/docs/1.6/json/), for tools that know ML-BOMs."""

from __future__ import annotations

import uuid
from typing import Any

from gitune.canonical.digest import canonical_json
from gitune.provenance.components import (
    DATASET,
    INITIALIZER,
    MODEL,
    RESUMED,
    RUN,
    TORCH,
    TORCHTUNE,
    TRAINER,
    components,
    run_component,
)
from gitune.provenance.evidence import Evidence

_SERIAL = uuid.uuid5(uuid.NAMESPACE_URL, "https://gitune.dev/ml-bom")
"""Namespace of the serial numbers."""


def bill_of_materials(evidence: Evidence) -> dict[str, Any]:
    """The bill of one run. It has no timestamp, and its serial number follows from its content."""
    listed = components(evidence)
    content = {
        "metadata": {
            "lifecycles": [{"phase": "pre-build"}],
            "tools": {"components": [{"type": "application", "name": "gitune", "version": evidence.compiler}]},
            "component": run_component(evidence),
        },
        "components": listed,
        "dependencies": _dependencies([part["bom-ref"] for part in listed]),
        "compositions": _compositions(evidence),
    }
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(_SERIAL, canonical_json(content).decode()).urn,
        "version": 1,
        **content,
    }


def _dependencies(references: list[str]) -> list[dict[str, Any]]:
    """The run needs models, data and images; the libraries come with the trainer's image."""
    libraries = [TORCH, TORCHTUNE]
    edges = {RUN: [r for r in references if r not in libraries]}
    edges |= {TRAINER: libraries} if TRAINER in references else {RUN: references}
    edges |= {RESUMED: [MODEL]} if RESUMED in references else {}
    return [{"ref": ref, "dependsOn": edges[ref]} if ref in edges else {"ref": ref} for ref in (RUN, *references)]


def _compositions(evidence: Evidence) -> list[dict[str, Any]]:
    """Every file of the sources is listed; of what is in the images, two packages are."""
    complete: dict[str, Any] = {"aggregate": "complete", "assemblies": [MODEL, DATASET]}
    if evidence.pins.images is None:
        return [complete]
    return [complete, {"aggregate": "incomplete", "assemblies": [INITIALIZER, TRAINER], "dependencies": [TRAINER]}]
