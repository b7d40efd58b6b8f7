from __future__ import annotations

import pytest

from gitune.plan.references import Reference, Refusal, parse_reference

GOOD = {
    "hf://tatsu-lab/alpaca": ("hf", "tatsu-lab/alpaca", None, "", False),
    "hf://tatsu-lab/alpaca/data": ("hf", "tatsu-lab/alpaca", None, "data", False),
    "hf://tatsu-lab/alpaca/data/x.parquet": ("hf", "tatsu-lab/alpaca", None, "data/x.parquet", True),
    "hf://org/repo/v1.0/": ("hf", "org/repo", None, "v1.0", False),
    "s3://bucket/rows": ("s3", "bucket", None, "rows", False),
    "s3://bucket/rows/x.jsonl": ("s3", "bucket", None, "rows/x.jsonl", True),
    "s3://bucket": ("s3", "bucket", None, "", False),
    "gs://team-bucket/rows/": ("gs", "team-bucket", None, "rows", False),
    "oci://registry.example.com/team/rows:1.2": ("oci", "registry.example.com/team/rows", None, "", False),
    "oci://localhost:5000/rows:latest": ("oci", "localhost:5000/rows", None, "", False),
    "file:///srv/models/tiny": ("file", None, None, "srv/models/tiny", False),
    "file:///srv/rows.jsonl": ("file", None, None, "srv/rows.jsonl", True),
    "pvc://corpus": ("pvc", None, "corpus", "", False),
    "pvc://corpus/a/b.csv": ("pvc", None, "corpus", "a/b.csv", True),
}

BAD = {
    "tatsu-lab/alpaca": "GT203",
    "/srv/rows": "GT203",
    "hf://alpaca": "GT203",
    "hf://org/repo/../other": "GT203",
    "hf://org/repo//x": "GT203",
    "hf://org/repo@main": "GT203",
    "hf://datasets/org/repo": "GT203",
    "hf://org/repo/data/*.parquet": "GT203",
    "hf://org/re\npo": "GT203",
    "file://srv/rows": "GT203",
    "file:///": "GT203",
    "file:///srv/../etc/shadow": "GT203",
    "pvc://Corpus/x": "GT203",
    "gopher://x/y": "GT203",
    "abfs://container/rows": "GT204",
    "s3://a/rows": "GT203",
    "s3:///rows": "GT203",
    "gs://Bucket/rows": "GT203",
    "oci://registry.example.com": "GT203",
    "oci://registry.example.com/Rows": "GT203",
    "oci://registry.example.com/rows@sha256:12": "GT203",
    "oci://registry.example.com/rows:": "GT203",
    "https://huggingface.co/org/repo": "GT204",
    "hf://user:hf_abcdefghijklmnopqrstuvwxyz@org/repo": "GT205",
}


@pytest.mark.parametrize("text", GOOD)
def test_takes_a_source_apart(text: str) -> None:
    found = parse_reference(text)
    assert isinstance(found, Reference)
    assert (found.kind, found.repository, found.claim, found.path, found.is_file) == GOOD[text]
    assert found.uri == text.rstrip("/")


@pytest.mark.parametrize("text", BAD)
def test_refuses_with_a_code(text: str) -> None:
    found = parse_reference(text)
    assert isinstance(found, Refusal)
    assert found.code == BAD[text]


def test_credentials_are_never_repeated() -> None:
    found = parse_reference("hf://user:hf_abcdefghijklmnopqrstuvwxyz@org/repo")
    assert "hf_abc" not in repr(found)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("org/repo", "did you mean `hf://org/repo`?"),
        ("/srv/rows", "did you mean `file:///srv/rows`?"),
        ("https://huggingface.co/datasets/org/repo/tree/main", "did you mean `hf://org/repo`?"),
        ("hf://datasets/org/repo", "write `hf://org/repo`"),
    ],
)
def test_hints_at_what_was_meant(text: str, hint: str) -> None:
    found = parse_reference(text)
    assert isinstance(found, Refusal)
    assert found.hint == hint
