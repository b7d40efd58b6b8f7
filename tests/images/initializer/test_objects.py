"""`s3://` and `gs://` from a server of its own process."""

import json
import uuid
from collections.abc import Iterator

import pytest

from images import s3
from images.initializer.start import Starter, pin_of
from images.s3 import KEYS, Storage

FILES = {"config.json": b"{}", "model.safetensors": bytes(range(256)) * 8000, "data/train.parquet": b"PAR1"}


@pytest.fixture(scope="module")
def storage() -> Iterator[Storage]:
    with s3.serve() as running:
        yield running


@pytest.fixture
def bucket() -> str:
    # Without a hyphen: Google's client escapes it, which its servers undo and moto does not.
    return f"bucket{uuid.uuid4().hex[:12]}"


@pytest.fixture
def keyed(offline: Starter, storage: Storage) -> Starter:
    offline.variables |= {"AWS_ENDPOINT_URL": storage.url, **KEYS}
    return offline


@pytest.fixture
def stranger(offline: Starter, storage: Storage) -> Starter:
    offline.variables |= {"AWS_ENDPOINT_URL": storage.url}
    return offline


def _below(folder: str) -> dict[str, bytes]:
    return {f"{folder}/{path}": content for path, content in FILES.items()}


def test_a_folder_of_a_bucket(keyed: Starter, storage: Storage, bucket: str) -> None:
    storage.fill(bucket, _below("models/m") | {"models/m/": b"", "models/m/data/": b"", "models/mm/other": b"x"})
    outcome = keyed("model", f"s3://{bucket}/models/m")
    assert outcome.code == 0, outcome.output
    assert keyed.tree() == FILES
    assert "already holds 3 files" in keyed("model", f"s3://{bucket}/models/m").last_line


def test_a_whole_bucket_and_one_object(keyed: Starter, storage: Storage, bucket: str) -> None:
    storage.fill(bucket, FILES)
    assert keyed("model", f"s3://{bucket}", files=["*.json", "data/**"]).code == 0
    assert set(keyed.tree()) == {"config.json", "data/train.parquet"}
    assert keyed("dataset", f"s3://{bucket}/data/train.parquet", target="/workspace/one").code == 0
    assert keyed.tree("workspace/one") == {"train.parquet": b"PAR1"}


def test_a_public_bucket_needs_no_keys(stranger: Starter, storage: Storage, bucket: str) -> None:
    storage.fill(bucket, FILES, public=True)
    outcome = stranger("model", f"s3://{bucket}")
    assert outcome.code == 0, outcome.output
    assert stranger.tree() == FILES


def test_a_private_object_wants_keys(stranger: Starter, storage: Storage, bucket: str) -> None:
    storage.fill(bucket, FILES)
    outcome = stranger("model", f"s3://{bucket}")
    assert outcome.code == 12
    assert "is not public and there are no keys: name a secret with keys" in outcome.last_line


def test_pinned_objects_by_etag_and_version(keyed: Starter, storage: Storage, bucket: str) -> None:
    storage.fill(bucket, _below("m"), versions=True)
    keyed.pin("model", f"s3://{bucket}/m", None, [storage.pin(bucket, f"m/{path}", path) for path in FILES])
    storage.client.put_object(Bucket=bucket, Key="m/config.json", Body=b"[]")
    outcome = keyed("model", f"s3://{bucket}/m")
    assert outcome.code == 0, outcome.output
    assert keyed.tree() == FILES


def test_a_pinned_single_object(keyed: Starter, storage: Storage, bucket: str) -> None:
    storage.fill(bucket, FILES | {"deep/deep": b"below", "deep": b"itself"})
    for source, key in (("data/train.parquet", "data/train.parquet"), ("data", "data/train.parquet")):
        keyed.pin("dataset", f"s3://{bucket}/{source}", None, [storage.pin(bucket, key, "train.parquet")])
        target = f"/workspace/dataset/{source.replace('/', '-')}"
        assert keyed("dataset", f"s3://{bucket}/{source}", target=target).code == 0
        assert keyed.tree(target[1:]) == {"train.parquet": b"PAR1"}


def test_a_replaced_object_is_refused(keyed: Starter, storage: Storage, bucket: str) -> None:
    storage.fill(bucket, {"config.json": b"{}"})
    pin = storage.pin(bucket, "config.json", "config.json")
    keyed.pin("model", f"s3://{bucket}", None, [pin])
    storage.client.put_object(Bucket=bucket, Key="config.json", Body=b"[]")
    outcome = keyed("model", f"s3://{bucket}")
    assert outcome.code == 18
    assert f"but the lock says ETag {pin['etag']}" in outcome.last_line


def test_a_pinned_hash_is_checked_and_shared(keyed: Starter, storage: Storage, bucket: str) -> None:
    storage.fill(bucket, {"a.bin": b"right", "b.bin": b"wrong"})
    keyed.pin("model", f"s3://{bucket}", None, [pin_of("a.bin", b"right")])
    assert keyed("model", f"s3://{bucket}").code == 0
    assert len(keyed.blobs()) == 1
    keyed.pin("model", f"s3://{bucket}", None, [pin_of("b.bin", b"right")])
    assert keyed("model", f"s3://{bucket}", target="/workspace/shared").code == 0
    keyed.pin("model", f"s3://{bucket}", None, [pin_of("b.bin", b"other")])
    outcome = keyed("model", f"s3://{bucket}", target="/workspace/three")
    assert outcome.code == 18
    assert str(pin_of("", b"wrong")["sha256"]) in outcome.last_line


def test_no_such_bucket(keyed: Starter, bucket: str) -> None:
    outcome = keyed("model", f"s3://{bucket}/m")
    assert outcome.code == 11
    assert f"There is no bucket s3://{bucket}" in outcome.last_line


def test_no_such_object(keyed: Starter, storage: Storage, bucket: str) -> None:
    storage.fill(bucket, FILES)
    assert keyed("model", f"s3://{bucket}/nothing").code == 11
    keyed.pin("model", f"s3://{bucket}", None, [pin_of("gone.bin", b"x")])
    outcome = keyed("model", f"s3://{bucket}")
    assert outcome.code == 11
    assert "is not there (any more)" in outcome.last_line


def test_a_storage_that_does_not_answer(keyed: Starter, bucket: str) -> None:
    outcome = keyed("model", f"s3://{bucket}", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert outcome.code == 20
    assert "failed 3 times in a row" in outcome.last_line


def test_an_endpoint_that_is_none(keyed: Starter, bucket: str) -> None:
    outcome = keyed("model", f"s3://{bucket}", AWS_ENDPOINT_URL="not an address")
    assert outcome.code == 2
    assert "AWS_ENDPOINT_URL" in outcome.last_line


def test_google_storage_by_the_same_client(offline: Starter, storage: Storage, bucket: str) -> None:
    """moto speaks the XML API, whose reading half Google's storage shares with S3."""
    storage.fill(bucket, FILES, public=True)
    key = {"gcs_base_url": storage.url, "disable_oauth": True, "client_email": "", "private_key": ""}
    document = json.dumps(key | {"private_key_id": "private-key-of-google"})
    outcome = offline("model", f"gs://{bucket}", GOOGLE_SERVICE_ACCOUNT_KEY=document)
    assert outcome.code == 0, outcome.output
    assert offline.tree() == FILES


def test_a_google_key_that_is_none(offline: Starter) -> None:
    outcome = offline("model", "gs://some-bucket", GOOGLE_SERVICE_ACCOUNT_KEY="not-a-key-but-secret")
    assert outcome.code == 12
    assert "not-a-key-but-secret" not in outcome.output
