"""An in-toto statement with SLSA provenance v1: these files were rendered from that spec, lock and bytes.

https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md, https://slsa.dev/spec/v1.1/provenance. SLSA's
predicate, and not one of our own, because verifiers and policy engines know it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitune.lock.model import LockedFile, LockedSource
from gitune.plan.model import Plan, SourcePlan
from gitune.provenance.evidence import Evidence, FileDigest, Pins
from gitune.provenance.uris import Role, file_uri, image_name, python_purl, resumed_uri

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "https://gitune.dev/provenance/compile/v1"
"""What the parameters and dependencies mean is docs/provenance.md."""
BUILDER = "https://gitune.dev/compiler"

Descriptor = dict[str, Any]
"""An in-toto ResourceDescriptor."""


def statement(evidence: Evidence) -> dict[str, Any]:
    """The statement of one run. The same evidence gives the same statement."""
    return {
        "_type": STATEMENT_TYPE,
        "subject": [_file(file) for file in evidence.rendered],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": _external(evidence),
                "internalParameters": _internal(evidence),
                "resolvedDependencies": list(_dependencies(evidence)),
            },
            "runDetails": {
                "builder": {"id": f"{BUILDER}@v{evidence.compiler}", "version": {"gitune": evidence.compiler}},
                "metadata": {"invocationId": evidence.run},
            },
        },
    }


def _external(evidence: Evidence) -> dict[str, Any]:
    inputs = evidence.inputs
    named = {"spec": inputs.spec, "lock": inputs.lock, "project": inputs.project}
    return {name: _file(file) for name, file in named.items() if file is not None}


def _internal(evidence: Evidence) -> dict[str, Any]:
    plan, versions = evidence.plan, evidence.pins.versions
    decided = {"namespace": plan.namespace, "model": plan.model.entry.id, "trainer": versions.trainer}
    return decided if evidence.pins.images else {**decided, "installedRuntime": plan.runtime.name}


def _dependencies(evidence: Evidence) -> Iterator[Descriptor]:
    inputs, pins, plan = evidence.inputs, evidence.pins, evidence.plan
    yield from map(_file, inputs.files)
    yield from _sources(pins, plan)
    yield from _images(pins)
    yield {"name": "torch", "uri": python_purl("torch", pins.versions.torch)}
    yield {"name": "torchtune", "uri": python_purl("torchtune", pins.versions.torchtune)}


def _sources(pins: Pins, plan: Plan) -> Iterator[Descriptor]:
    yield from (_locked("model", pins.model, plan.model.source, file) for file in pins.model.files)
    if plan.model.resumed_run:
        yield {"name": f"run/{plan.model.resumed_run}", "uri": resumed_uri(plan)}
    yield from (_locked("dataset", pins.dataset, plan.dataset.source, file) for file in pins.dataset.files)


def _images(pins: Pins) -> Iterator[Descriptor]:
    if pins.images is not None:
        yield _image("initializer", pins.images.initializer)
        yield _image("trainer", pins.images.trainer)


def _file(file: FileDigest) -> Descriptor:
    return {"name": file.path, "digest": {"sha256": file.sha256}}


def _image(role: str, image: str) -> Descriptor:
    name = image_name(image)
    return {"name": f"image/{role}", "uri": name.purl, "digest": {"sha256": name.sha256}}


def _locked(role: Role, locked: LockedSource, source: SourcePlan, file: LockedFile) -> Descriptor:
    digest = {"sha256": file.sha256, "gitBlob": file.git_oid}
    notes = {"size": file.size, "etag": file.etag, "version": file.version, "endpoint": source.endpoint}
    descriptor = {
        "name": f"{role}/{file.path}",
        "uri": file_uri(role, locked, file),
        "digest": {name: value for name, value in digest.items() if value},
        "annotations": {name: value for name, value in notes.items() if value is not None},
    }
    return {key: value for key, value in descriptor.items() if value}
