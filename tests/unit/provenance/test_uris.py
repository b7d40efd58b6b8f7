"""Names of what other places hold."""

from __future__ import annotations

from typing import Any

import pytest
from packageurl import PackageURL

from gitune.lock.model import LockedFile, LockedSource
from gitune.provenance.uris import Role, file_uri, image_name, model_purl, source_uri

COMMIT = "ab" * 20
DIGEST = "sha256:" + "cd" * 32


def locked(source: str, revision: str | None, path: str, **fields: Any) -> tuple[LockedSource, LockedFile]:
    file = {"path": path, "size": 1, **fields}
    whole = LockedSource.model_validate({"source": source, "revision": revision, "wanted": ["*"], "files": [file]})
    return whole, whole.files[0]


@pytest.mark.parametrize(
    ("role", "source", "revision", "path", "version", "uri"),
    [
        ("model", "hf://org/repo", COMMIT, "a.json", None, f"hf://org/repo@{COMMIT}/a.json"),
        ("dataset", "hf://org/repo/data", COMMIT, "data/x.csv", None, f"hf://datasets/org/repo@{COMMIT}/data/x.csv"),
        ("dataset", "hf://org/repo", COMMIT, "a b#1?.csv", None, f"hf://datasets/org/repo@{COMMIT}/a%20b%231%3F.csv"),
        ("dataset", "s3://bucket/rows", None, "x.csv", None, "s3://bucket/rows/x.csv"),
        ("dataset", "s3://bucket/rows/x.csv", None, "x.csv", None, "s3://bucket/rows/x.csv"),
        ("dataset", "s3://bucket/rows", None, "x.csv", "a/b=", "s3://bucket/rows/x.csv?versionId=a%2Fb%3D"),
        ("dataset", "gs://bucket/rows", None, "x.csv", "17", "gs://bucket/rows/x.csv#17"),
        ("model", "oci://reg.example/m:1", DIGEST, "a.json", None, f"oci://reg.example/m:1@{DIGEST}#a.json"),
        ("model", f"oci://reg.example/m@{DIGEST}", DIGEST, "a", None, f"oci://reg.example/m@{DIGEST}#a"),
    ],
)
def test_a_file_by_its_version(
    role: Role, source: str, revision: str | None, path: str, version: str | None, uri: str
) -> None:
    whole, file = locked(source, revision, path, sha256="0" * 64, **({"version": version} if version else {}))
    assert file_uri(role, whole, file) == uri
    assert uri.startswith(source_uri(role, whole))


def test_only_the_hub_has_package_urls() -> None:
    assert model_purl(locked("hf://Org/Repo", COMMIT, "a")[0]) == f"pkg:huggingface/Org/Repo@{COMMIT}"
    assert model_purl(locked("s3://bucket/m", None, "a")[0]) is None


@pytest.mark.parametrize(
    ("image", "repository", "tag"),
    [
        ("reg.example:5000/team/Trainer:1.0", "reg.example:5000/team/Trainer", "1.0"),
        ("reg.example:5000/team/trainer", "reg.example:5000/team/trainer", ""),
        ("trainer", "trainer", ""),
    ],
)
def test_images(image: str, repository: str, tag: str) -> None:
    name = image_name(f"{image}@{DIGEST}")
    assert name == (repository, tag, "cd" * 32)
    purl = PackageURL.from_string(name.purl)
    assert purl.to_string() == name.purl
    assert purl.version == DIGEST
    assert purl.qualifiers == {"repository_url": repository} | ({"tag": tag} if tag else {})
