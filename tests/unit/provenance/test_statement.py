"""The statement, as in-toto's own library reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1.provenance_pb2 import Provenance
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as StatementPb
from packageurl import PackageURL

from gitune.emit.files import files_of
from gitune.provenance.evidence import Evidence
from gitune.provenance.statement import BUILD_TYPE, BUILDER, PREDICATE_TYPE, STATEMENT_TYPE, statement
from gitune.provenance.text import provenance_text
from unit.provenance.locks import EXAMPLES, HUB_EXAMPLES, compiled, evidence, lock_of, sha, spec_bytes


@pytest.fixture(params=HUB_EXAMPLES)
def data(request: pytest.FixtureRequest) -> bytes:
    return spec_bytes(request.param)


def dependencies(of: Evidence) -> dict[str, dict[str, Any]]:
    found = statement(of)["predicate"]["buildDefinition"]["resolvedDependencies"]
    by_name = {item["name"]: item for item in found}
    assert len(by_name) == len(found)
    return by_name


def test_in_toto_reads_and_accepts_it(data: bytes) -> None:
    text = provenance_text("in-toto", evidence(data))
    read = json_format.Parse(text, StatementPb())
    Statement.copy_from_pb(read).validate()
    predicate = json_format.ParseDict(json.loads(text)["predicate"], Provenance())
    for descriptor in (*read.subject, *predicate.build_definition.resolved_dependencies):
        ResourceDescriptor.copy_from_pb(descriptor).validate()
        assert descriptor.uri or descriptor.digest
    assert read.predicate_type == "https://slsa.dev/provenance/v1"
    assert predicate.build_definition.build_type
    assert predicate.run_details.builder.id == "https://gitune.dev/compiler@v1.2.3"


def test_every_rendered_file_is_a_subject(data: bytes) -> None:
    rendered = compiled(data, lock_of(data)).rendered
    assert rendered is not None
    subjects = statement(evidence(data))["subject"]
    files = files_of(rendered, "finetune.yaml")
    assert {item["name"]: item["digest"]["sha256"] for item in subjects} == {
        path: sha(content.decode()) for path, content in files.items()
    }


def test_every_locked_file_is_a_dependency(data: bytes) -> None:
    lock, found = lock_of(data), dependencies(evidence(data))
    assert lock.model is not None
    assert lock.dataset is not None
    for role, locked in (("model", lock.model), ("dataset", lock.dataset)):
        for file in locked.files:
            digest = {"sha256": file.sha256} if file.sha256 else {"gitBlob": file.git_oid}
            assert found[f"{role}/{file.path}"]["digest"] == digest
            assert f"@{locked.revision}/" in found[f"{role}/{file.path}"]["uri"]


def test_inputs_images_and_versions_are_dependencies(data: bytes) -> None:
    of = evidence(data)
    found = dependencies(of)
    assert found["finetune.yaml"]["digest"] == {"sha256": of.inputs.spec.sha256}
    assert found["finetune.lock.yaml"]["digest"] == {"sha256": of.inputs.lock.sha256}
    assert found["image/trainer"]["digest"] == {"sha256": sha("trainer")}
    assert found["image/initializer"]["digest"] == {"sha256": sha("initializer")}
    for name in ("image/trainer", "image/initializer", "torch", "torchtune"):
        assert PackageURL.from_string(found[name]["uri"]).to_string() == found[name]["uri"]


def test_what_is_stated_is_what_was_rendered(data: bytes) -> None:
    of = evidence(data)
    rendered = compiled(data, lock_of(data)).rendered
    assert rendered is not None
    text = b"".join(files_of(rendered, "finetune.yaml").values()).decode()
    assert of.run == rendered.run_name
    for item in dependencies(of).values():
        if item["name"].startswith(("image/", "model/", "dataset/")):
            assert all(value in text for value in item["digest"].values()), item


def test_the_same_evidence_gives_the_same_bytes(data: bytes) -> None:
    assert provenance_text("in-toto", evidence(data)) == provenance_text("in-toto", evidence(data))


def test_another_byte_gives_another_statement(data: bytes) -> None:
    lock = lock_of(data)
    assert lock.dataset is not None
    first = lock.dataset.files[0].model_copy(update={"sha256": "0" * 64})
    other = lock.model_copy(
        update={"dataset": lock.dataset.model_copy(update={"files": (first, *lock.dataset.files[1:])})}
    )
    assert statement(evidence(data)) != statement(evidence(data, other))


def edited(**sections: dict[str, Any]) -> bytes:
    spec = yaml.safe_load(spec_bytes("llama3.2-1b-alpaca"))
    for name, fields in sections.items():
        spec[name] = {**spec.get(name, {}), **fields}
    return yaml.safe_dump(spec).encode()


BUCKETS: dict[str, dict[str, Any]] = {
    "model": {"source": "oci://reg.example/models/llama:1"},
    "dataset": {"source": "s3://bucket/rows", "endpoint": "https://s3.example.com", "format": "parquet"},
}


def test_buckets_and_artifacts() -> None:
    found = dependencies(evidence(edited(**BUCKETS)))
    rows = found["dataset/part 1.parquet"]
    assert rows["uri"] == "s3://bucket/rows/part%201.parquet?versionId=v%2F1"
    assert rows["annotations"] == {"size": 1, "etag": '"ab12"', "version": "v/1", "endpoint": "https://s3.example.com"}
    assert "digest" not in rows
    weights = found["model/model.safetensors"]
    assert weights["uri"] == f"oci://reg.example/models/llama:1@sha256:{sha('artifact')}#model.safetensors"


def test_an_installed_runtime_decides_the_images() -> None:
    data = edited(runtime={"scope": "existing", "name": "torchtune-runtime"})
    of = evidence(data, lock_of(data, images=None))
    definition = statement(of)["predicate"]["buildDefinition"]
    assert definition["internalParameters"]["installedRuntime"] == "torchtune-runtime"
    assert not [name for name in dependencies(of) if name.startswith("image/")]


def test_a_resumed_run_is_named() -> None:
    data = edited(training={"resumeFrom": "llama-alpaca-1a2b3c4d"})
    found = dependencies(evidence(data))
    assert found["run/llama-alpaca-1a2b3c4d"]["uri"].endswith("/output/llama-alpaca-1a2b3c4d/model")
    assert "digest" not in found["run/llama-alpaca-1a2b3c4d"]


def test_the_page_names_what_verifiers_match() -> None:
    text = (EXAMPLES.parent / "docs" / "provenance.md").read_text(encoding="utf-8")
    assert all(name in text for name in (STATEMENT_TYPE, PREDICATE_TYPE, BUILD_TYPE, f"{BUILDER}@v"))
