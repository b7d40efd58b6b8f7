"""`s3://` against moto's server, which is a process of its own (obstore's lister holds the GIL)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from images import s3
from lock.world import World, model_files, parquet, rows

KEYS = s3.KEYS


@pytest.fixture(scope="module")
def storage() -> Iterator[s3.Storage]:
    with s3.serve() as served:
        yield served


@pytest.fixture
def endpoint(storage: s3.Storage) -> str:
    return storage.url


@pytest.fixture
def client(storage: s3.Storage) -> Any:
    return storage.client


def fill(client: Any, bucket: str, prefix: str, files: dict[str, bytes], *, versions: bool = False) -> None:
    client.create_bucket(Bucket=bucket)
    if versions:
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for path, data in files.items():
        client.put_object(Bucket=bucket, Key=f"{prefix}{path}", Body=data)


def test_a_model_and_a_dataset_in_buckets(world: World, client: Any, endpoint: str) -> None:
    fill(client, "models", "team/tiny/", dict(model_files()))
    fill(client, "data", "", {"train.parquet": parquet(rows(300))})
    world.spec(
        model={"source": "s3://models/team/tiny", "endpoint": endpoint},
        dataset={"source": "s3://data/train.parquet", "endpoint": endpoint},
    )
    done = world.lock(**KEYS)
    assert done.returncode == 0, done.stderr
    model = world.model_pins()
    assert model.facts is not None
    etags = {file.path: file.etag for file in model.files}
    data = model_files()["config.json"]
    assert etags["config.json"] == f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
    assert (model.revision, model.facts.layers) == (None, 2)
    assert [file.path for file in world.dataset_pins().files] == ["train.parquet"]
    assert (world.row_counts(), world.tokens().sample) == ({"train": 300}, 300)
    assert world.lock("--check", **KEYS).returncode == 0
    client.put_object(Bucket="data", Key="train.parquet", Body=parquet(rows(5)))
    done = world.lock("--check", **KEYS)
    assert (done.returncode, "GT454" in done.stderr) == (1, True)
    printed = "".join(world.outputs) + (world.root / "finetune.lock.yaml").read_text()
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in printed


def test_a_bucket_with_versions_is_pinned_by_them(world: World, client: Any, endpoint: str) -> None:
    fill(client, "versioned", "", {"a.parquet": parquet(rows(10)), "b.parquet": parquet(rows(10))}, versions=True)
    world.spec(dataset={"source": "s3://versioned/", "endpoint": None})
    done = world.lock(AWS_ENDPOINT_URL=endpoint, **KEYS)
    assert done.returncode == 0, done.stderr
    assert all(file.version for file in world.dataset_pins().files)


@pytest.mark.parametrize(("source", "code"), [("s3://nobucket-here/x/", "GT433"), ("s3://data/nothing/", "GT435")])
def test_nothing_there(world: World, client: Any, endpoint: str, source: str, code: str) -> None:
    fill(client, "data", "", {"train.parquet": b"x"})
    world.spec(dataset={"source": source, "endpoint": endpoint})
    done = world.lock(**KEYS)
    assert (done.returncode, code in done.stderr) == (1, True), done.stderr


def test_an_endpoint_that_cannot_be_reached(world: World) -> None:
    world.spec(dataset={"source": "s3://data/x/", "endpoint": "http://127.0.0.1:9"})
    done = world.lock(**KEYS)
    assert (done.returncode, "GT438" in done.stderr) == (1, True), done.stderr


def test_a_google_bucket_that_cannot_be_reached(world: World) -> None:
    world.spec(dataset={"source": "gs://some-bucket/x/"})
    nowhere = "http://127.0.0.1:9"
    done = world.lock(HTTPS_PROXY=nowhere, HTTP_PROXY=nowhere, https_proxy=nowhere, http_proxy=nowhere)
    assert (done.returncode, "GT438" in done.stderr) == (1, True), done.stderr


def test_a_public_bucket_needs_no_keys_and_a_private_one_does(world: World, client: Any, endpoint: str) -> None:
    fill(client, "public", "a/", {"train.jsonl": b'{"input": "a", "output": "b"}\n'})
    world.spec(dataset={"source": "s3://public/a/train.jsonl", "endpoint": endpoint, "template": None})
    done = world.lock()
    assert (done.returncode, "GT439" in done.stderr) == (1, True), done.stderr
    client.put_bucket_acl(Bucket="public", ACL="public-read")
    client.put_object_acl(Bucket="public", Key="a/train.jsonl", ACL="public-read")
    done = world.lock()
    assert done.returncode == 0, done.stderr
    assert world.row_counts() == {"train": 1}


def test_each_environment_has_its_own_server(world: World, client: Any, endpoint: str) -> None:
    fill(client, "shared", "", {"train.parquet": parquet(rows(30))})
    world.spec(dataset={"source": "s3://shared/train.parquet", "endpoint": endpoint})
    assert world.lock(**KEYS).returncode == 0
    with s3.serve() as other:
        fill(other.client, "shared", "", {"train.parquet": parquet(rows(90))})
        world.project(environments={"dev": {}, "prod": {"set": {"dataset.endpoint": other.url}}})
        done = world.lock(**KEYS)
        assert done.returncode == 0, done.stderr
        datasets = world.pins().datasets
        assert [one.endpoint for one in datasets] == [endpoint, other.url]
        assert [one.facts.splits[0].rows for one in datasets if one.facts] == [30, 90]
        assert len({one.files for one in datasets}) == 2
        assert world.run("compile", "--locked").returncode == 0
        assert world.lock("--check", **KEYS).returncode == 0
    before = (world.root / "finetune.lock.yaml").read_bytes()
    assert world.lock(**KEYS).returncode == 0
    assert (world.root / "finetune.lock.yaml").read_bytes() == before
    world.project(environments={"dev": {}})
    assert world.lock(**KEYS).returncode == 0
    assert world.pins().other_datasets == ()
