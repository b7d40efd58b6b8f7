"""The bill of materials, as CycloneDX's own schema and library read it."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from gitune.provenance.bom import bill_of_materials
from gitune.provenance.licenses import license_choice
from gitune.provenance.text import provenance_text
from unit.provenance.locks import HUB_EXAMPLES, evidence, lock_of, sha, spec_bytes
from unit.provenance.test_statement import BUCKETS, edited

CASES = {
    **{name: spec_bytes(name) for name in HUB_EXAMPLES},
    "resumed": edited(training={"resumeFrom": "llama-alpaca-1a2b3c4d"}),
    "buckets": edited(**BUCKETS),
    "installed": edited(runtime={"scope": "existing", "name": "torchtune-runtime"}),
}


@pytest.fixture(params=CASES)
def bom(request: pytest.FixtureRequest) -> dict[str, Any]:
    return bill_of_materials(evidence(CASES[request.param]))


def parts(bom: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["bom-ref"]: part for part in bom["components"]}


@pytest.mark.parametrize("case", CASES)
def test_cyclonedx_accepts_it(case: str) -> None:
    text = provenance_text("cyclonedx", evidence(CASES[case]))
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    assert problem is None, str(problem)[-1000:]


def test_cyclonedx_reads_it() -> None:
    text = provenance_text("cyclonedx", evidence(CASES["qwen2.5-7b-lora"]))
    read = Bom.from_json(json.loads(text))  # type: ignore[attr-defined]
    assert {str(c.purl) for c in read.components if c.purl} == {
        part["purl"] for part in json.loads(text)["components"] if "purl" in part
    }
    read.validate()


def test_every_reference_stands_for_one_part(bom: dict[str, Any]) -> None:
    top = [bom["metadata"]["component"], *bom["components"]]
    files = [file["bom-ref"] for part in top for file in part.get("components", ())]
    references = [part["bom-ref"] for part in top]
    assert len({*references, *files}) == len(references) + len(files)
    assert [edge["ref"] for edge in bom["dependencies"]] == references
    assert {to for edge in bom["dependencies"] for to in edge.get("dependsOn", ())} == set(references) - {"run"}
    card = bom["metadata"]["component"]["modelCard"]["modelParameters"]
    assert card["datasets"] == [{"ref": "dataset"}]


def test_package_urls_are_canonical(bom: dict[str, Any]) -> None:
    found = [part["purl"] for part in bom["components"] if "purl" in part]
    assert found == [PackageURL.from_string(purl).to_string() for purl in found]


def test_every_locked_file_stands_in_it_with_its_hash() -> None:
    data = CASES["llama3.2-1b-alpaca"]
    lock, found = lock_of(data), parts(bill_of_materials(evidence(data)))
    assert lock.model is not None
    assert lock.dataset is not None
    for role, locked in (("model", lock.model), ("dataset", lock.dataset)):
        listed = {file["name"]: file for file in found[role]["components"]}
        assert listed.keys() == {file.path for file in locked.files}
        for file in locked.files:
            hashes = [item["content"] for item in listed[file.path].get("hashes", ())]
            facts = {item["name"]: item["value"] for item in listed[file.path]["properties"]}
            assert (hashes, facts.get("gitune:gitBlob")) == ([file.sha256] if file.sha256 else [], file.git_oid)


def test_models_data_images_and_libraries() -> None:
    found = parts(bill_of_materials(evidence(CASES["llama3.2-1b-alpaca"])))
    assert found["model"]["licenses"] == [{"license": {"name": "llama3.2"}}]
    assert found["dataset"]["licenses"] == [{"license": {"id": "CC-BY-NC-4.0"}}]
    assert found["image/trainer"]["version"] == f"sha256:{sha('trainer')}"
    assert {part["type"] for part in found.values()} == {"machine-learning-model", "data", "container", "library"}


def test_the_serial_number_follows_from_the_content() -> None:
    one, again = (bill_of_materials(evidence(CASES["qwen2.5-7b-lora"])) for _ in range(2))
    other = bill_of_materials(evidence(CASES["qwen2.5-7b-lora"])._replace(compiler="1.2.4"))
    assert one == again
    assert one["serialNumber"] != other["serialNumber"]
    assert "timestamp" not in one["metadata"]


def test_licences_are_spdx_ids_where_spdx_knows_them() -> None:
    from gitune.provenance.licenses import _SPDX  # noqa: PLC0415

    schema = resources.files("cyclonedx.schema") / "_res" / "spdx.SNAPSHOT.schema.json"
    assert set(_SPDX) <= set(json.loads(schema.read_bytes())["enum"])
    assert license_choice("apache-2.0") == license_choice("Apache-2.0") == [{"license": {"id": "Apache-2.0"}}]
    assert license_choice("Gemma Terms of Use") == [{"license": {"name": "Gemma Terms of Use"}}]
    assert license_choice(None) == []
