"""The parts of a run as CycloneDX components."""

from __future__ import annotations

from typing import Any

from gitune.lock.model import LockedFile, LockedSource
from gitune.plan.model import Plan, SourcePlan
from gitune.provenance.evidence import Evidence
from gitune.provenance.licenses import license_choice
from gitune.provenance.uris import Role, file_uri, image_name, model_purl, python_purl, resumed_uri, source_uri

Component = dict[str, Any]

RUN, MODEL, DATASET, RESUMED = "run", "model", "dataset", "resumed-run"
INITIALIZER, TRAINER, TORCH, TORCHTUNE = "image/initializer", "image/trainer", "torch", "torchtune"
"""References within the bill."""


def run_component(evidence: Evidence) -> Component:
    """What the run makes: a model that was tuned on the dataset."""
    plan = evidence.plan
    inputs = {name: getattr(evidence.inputs, name) for name in ("spec", "lock", "project")}
    facts = {"namespace": plan.namespace, "method": plan.method.kind, "trainer": evidence.pins.versions.trainer}
    digests = {f"{name}:sha256": file.sha256 for name, file in inputs.items() if file}
    return _component(
        "machine-learning-model",
        RUN,
        evidence.run,
        description=plan.description,
        modelCard=_card(plan, learned=DATASET),
        properties=_properties({**facts, **digests}),
    )


def components(evidence: Evidence) -> list[Component]:
    """Everything that the run is made of."""
    pins, plan = evidence.pins, evidence.plan
    images = [(INITIALIZER, pins.images.initializer), (TRAINER, pins.images.trainer)] if pins.images else []
    return [
        _model(pins.model, plan),
        *([_resumed(plan, plan.model.resumed_run)] if plan.model.resumed_run else []),
        _dataset(pins.dataset, plan.dataset.source),
        *(_image(reference, image) for reference, image in images),
        _library(TORCH, pins.versions.torch),
        _library(TORCHTUNE, pins.versions.torchtune),
    ]


def _model(locked: LockedSource, plan: Plan) -> Component:
    entry = plan.model.entry
    return _component(
        "machine-learning-model",
        MODEL,
        entry.id,
        version=locked.revision,
        description=entry.display_name,
        licenses=license_choice(locked.license or entry.license),
        purl=model_purl(locked),
        modelCard=_card(plan),
        **_source("model", locked, plan.model.source),
    )


def _resumed(plan: Plan, run: str) -> Component:
    return _component(
        "machine-learning-model",
        RESUMED,
        run,
        description="The finished run whose model is the starting point.",
        externalReferences=[{"type": "distribution", "url": resumed_uri(plan)}],
    )


def _dataset(locked: LockedSource, source: SourcePlan) -> Component:
    url = source_uri("dataset", locked)
    return _component(
        "data",
        DATASET,
        locked.source.partition("://")[2],
        version=locked.revision,
        licenses=license_choice(locked.license),
        data=[{"type": "dataset", "contents": {"url": url}}],
        **_source("dataset", locked, source),
    )


def _image(reference: str, image: str) -> Component:
    name = image_name(image)
    hashes = _hashes(name.sha256)
    return _component(
        "container", reference, name.repository, version=f"sha256:{name.sha256}", hashes=hashes, purl=name.purl
    )


def _library(name: str, version: str) -> Component:
    return _component("library", name, name, version=version, purl=python_purl(name, version))


def _source(role: Role, locked: LockedSource, source: SourcePlan) -> Component:
    """What model and dataset have in common."""
    facts = {"source": locked.source, "requested": locked.requested, "endpoint": source.endpoint}
    return {
        "externalReferences": [{"type": "distribution", "url": source_uri(role, locked)}],
        "components": [_file(role, locked, file) for file in locked.files],
        "properties": _properties({**facts, "gated": "true" if locked.gated else "false"}),
    }


def _file(role: Role, locked: LockedSource, file: LockedFile) -> Component:
    """CycloneDX has no name for a git blob's hash, which covers a header too: it is a property."""
    facts = {"size": str(file.size), "gitBlob": file.git_oid, "etag": file.etag, "version": file.version}
    return _component(
        "file",
        f"{role}/{file.path}",
        file.path,
        hashes=_hashes(file.sha256) if file.sha256 else None,
        externalReferences=[{"type": "distribution", "url": file_uri(role, locked, file)}],
        properties=_properties(facts),
    )


def _card(plan: Plan, learned: str | None = None) -> Component:
    entry = plan.model.entry
    card: Component = {"task": "text-generation", "architectureFamily": entry.architecture.model_type}
    card["modelArchitecture"] = entry.display_name
    if learned:
        approach = "self-supervised" if plan.dataset.kind == "text" else "supervised"
        card = {"approach": {"type": approach}, **card, "datasets": [{"ref": learned}]}
    return {"modelParameters": card}


def _component(kind: str, reference: str, name: str, **fields: Any) -> Component:
    """A component without the fields that say nothing."""
    return {"type": kind, "bom-ref": reference, "name": name} | {key: value for key, value in fields.items() if value}


def _hashes(sha256: str) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": sha256}]


def _properties(facts: dict[str, str | None]) -> list[dict[str, str]]:
    return [{"name": f"gitune:{name}", "value": value} for name, value in facts.items() if value]
