"""What a lock changes in the rendered objects, and what it must not change."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from ruamel.yaml import YAML

from gitune.compiler import compile_spec
from gitune.emit.files import files_of
from gitune.project.model import Project
from support.locks import COMMIT, codes, compiled, lock_for
from support.specs import catalog, document


def files(lock: Any = None, **changes: Any) -> dict[str, str]:
    compilation = compiled(lock, **changes)
    assert compilation.rendered is not None, compilation.diagnostics
    return {path.rpartition("/")[2]: data.decode() for path, data in files_of(compilation.rendered, "x").items()}


def test_without_a_lock_nothing_is_pinned_and_said() -> None:
    compilation = compiled(None)
    assert codes(compilation) == {"GT402"}
    assert "pins.json" not in files()


def test_a_lock_pins_every_byte() -> None:
    lock = lock_for()
    made = files(lock)
    assert codes(compiled(lock)) == set()
    pins = json.loads(made["pins.json"])
    assert pins["dataset"] == {
        "source": "hf://tatsu-lab/alpaca/data",
        "revision": COMMIT,
        "files": [{"path": "data/train.parquet", "size": 1000, "sha256": "0" * 64}],
    }
    assert pins["model"]["files"] == [{"path": "config.json", "size": 500, "gitOid": "b" * 40}]
    assert f"@sha256:{'d' * 64}" in made["clustertrainingruntime.yaml"]
    assert made["trainjob.yaml"].count("/etc/gitune/pins.json") == 2
    assert made["trainjob.yaml"].count(f'value: "{COMMIT}"') == 2
    assert f"@{COMMIT}" in made["torchtune.yaml"]
    assert "- pins.json" in made["kustomization.yaml"]


def test_the_trainjob_says_what_it_is_made_of() -> None:
    made = files(lock_for())
    annotations = YAML(typ="safe").load(made["trainjob.yaml"])["metadata"]["annotations"]
    assert annotations["gitune.dev/model"] == f"hf://Qwen/Qwen2.5-0.5B-Instruct@{COMMIT}"
    assert annotations["gitune.dev/dataset"] == f"hf://tatsu-lab/alpaca/data@{COMMIT}"
    assert annotations["gitune.dev/trainer-image"].endswith(f"@sha256:{'d' * 64}")
    assert annotations["gitune.dev/pins"] == f"sha256:{hashlib.sha256(made['pins.json'].encode()).hexdigest()}"
    assert "gitune.dev/pins" not in files()["trainjob.yaml"]


def test_the_initializers_mount_the_pins() -> None:
    jobs = YAML(typ="safe").load(files(lock_for())["clustertrainingruntime.yaml"].split("\n", 1)[1])
    for job in jobs["spec"]["template"]["spec"]["replicatedJobs"]:
        mounts = job["template"]["spec"]["template"]["spec"]["containers"][0]["volumeMounts"]
        assert "/etc/gitune" in {mount["mountPath"] for mount in mounts}, job["name"]


def test_another_hash_is_another_run_and_the_same_volume() -> None:
    first, second = lock_for(), lock_for({"files": ["data/train.parquet", "data/more.parquet"]})
    one, two = compiled(first).rendered, compiled(second).rendered
    assert one is not None
    assert two is not None
    assert one.run_name != two.run_name
    assert files(first)["persistentvolumeclaim.yaml"] == files(second)["persistentvolumeclaim.yaml"]


def test_facts_and_licence_change_no_byte() -> None:
    assert files(lock_for()) == files(lock_for({"splits": {"train": 7000}, "tokens": {"16": 10}}))


def test_a_source_without_versions_lands_by_its_content() -> None:
    changes = {"dataset": {"source": "s3://team-bucket/rows/", "kind": "instruct"}}
    before, after = (lock_for({"files": [name]}, **changes) for name in ("a.parquet", "b.parquet"))
    one, two = (target(files(lock, **changes)["trainjob.yaml"]) for lock in (before, after))
    assert one != two


def target(job: str) -> str:
    return next(line for line in job.splitlines() if "/workspace/dataset/" in line)


@pytest.mark.parametrize("how", ["project", "one section"])
def test_where_a_lock_is_required_what_floats_is_refused(how: str) -> None:
    project = Project.model_validate({"requireLock": True})
    lock = lock_for() if how == "one section" else None
    assert codes(compiled(lock.model_copy(update={"dataset": None}) if lock else None, project)) == {"GT403"}
    assert codes(compiled(lock_for(), project)) == set()


def test_a_commit_alone_is_no_proof() -> None:
    revision = {"model": {"revision": "a" * 40}, "dataset": {"revision": "b" * 40}}
    images = Project.model_validate({"images": dict.fromkeys(("initializer", "trainer"), f"i@sha256:{'d' * 64}")})
    assert codes(compiled(None, images, **revision)) == set()
    assert codes(compiled(None, images.model_copy(update={"require_lock": True}), **revision)) == {"GT403"}


def test_more_pins_than_a_config_map_holds() -> None:
    many = lock_for({"files": [f"data/part-{number:06}.parquet" for number in range(9000)]})
    assert "GT413" in codes(compiled(many))


def test_an_s3_source_takes_its_keys_from_the_secret() -> None:
    changes = {
        "dataset": {
            "source": "s3://team-bucket/rows/",
            "kind": "instruct",
            "endpoint": "https://minio.example.com",
            "secretRef": {"name": "s3-keys"},
        }
    }
    env = _env(compiled(None, **changes), "dataset")
    assert env["AWS_ENDPOINT_URL"] == "https://minio.example.com"
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        assert env[key] == {"secretKeyRef": {"name": "s3-keys", "key": key}}
    assert env["AWS_SESSION_TOKEN"]["secretKeyRef"]["optional"] is True
    assert "GITUNE_REVISION" not in env


def test_other_sources_take_theirs() -> None:
    for source, variable, key in (
        ("gs://team-bucket/rows/", "GOOGLE_SERVICE_ACCOUNT_KEY", "key.json"),
        ("oci://registry.example.com/team/rows:1.2", "GITUNE_REGISTRY_CONFIG", ".dockerconfigjson"),
        ("hf://team/rows", "HF_TOKEN", "token"),
    ):
        env = _env(
            compiled(None, dataset={"source": source, "kind": "instruct", "secretRef": {"name": "opens"}}), "dataset"
        )
        assert env[variable] == {"secretKeyRef": {"name": "opens", "key": key}}


def test_an_artifact_is_fetched_by_its_digest() -> None:
    digest = f"sha256:{'e' * 64}"
    changes = {"dataset": {"source": f"oci://registry.example.com/team/rows@{digest}", "kind": "instruct"}}
    env = _env(compiled(None, **changes), "dataset")
    assert env["GITUNE_REVISION"] == digest


def _env(compilation: Any, step: str) -> dict[str, Any]:
    assert compilation.rendered is not None, compilation.diagnostics
    job = compilation.rendered.file("trainjob.yaml").documents[0]
    return {
        entry["name"]: entry.get("value", entry.get("valueFrom")) for entry in job["spec"]["initializer"][step]["env"]
    }


def test_the_lock_is_the_fourth_input_of_a_pure_function() -> None:
    lock = lock_for()
    first = compile_spec(document(), Project.model_validate({}), catalog(), lock)
    assert first == compile_spec(document(), Project.model_validate({}), catalog(), lock)
