from __future__ import annotations

import re
from itertools import combinations

import pytest

from gitune.plan.folders import folder_name
from gitune.plan.references import Reference, parse_reference


def name(source: str, revision: str | None = None, variant: str = "") -> str:
    reference = parse_reference(source)
    assert isinstance(reference, Reference)
    return folder_name(reference, revision, variant)


def test_a_reader_finds_the_repository_in_it() -> None:
    assert name("hf://meta-llama/Llama-3.2-1B-Instruct", "main") == "meta-llama--Llama-3.2-1B-Instruct@main"
    assert name("hf://tatsu-lab/alpaca/data", "main") == "tatsu-lab--alpaca--data@main"


def test_files_have_the_last_part_of_their_path() -> None:
    assert re.fullmatch(r"tiny@[0-9a-f]{8}", name("file:///srv/models/tiny"))


SOURCES = [
    ("hf://a/b", "main", ""),
    ("hf://a/b", "dev", ""),
    ("hf://a/b", "main", "json"),
    ("hf://a/b/c", "main", ""),
    ("hf://a/b--c", "main", ""),
    ("hf://a/b/c--d", "main", ""),
    ("hf://a/b/c/d", "main", ""),
    ("hf://a/b", "feature/x", ""),
    ("hf://a/b", "feature-x", ""),
    ("hf://a/b/json", "main", ""),
    ("file:///x/data", None, ""),
    ("file:///y/data", None, ""),
    ("pvc://x/data", None, ""),
    ("pvc://data", None, ""),
    ("hf://a/b/" + "long/" * 60, "main", ""),
    ("hf://a/b/" + "long/" * 61, "main", ""),
    ("hf://a/b/two words", "main", ""),
    ("hf://a/b/two-words", "main", ""),
]


@pytest.mark.parametrize(("one", "other"), list(combinations(SOURCES, 2)))
def test_two_sources_never_share_a_folder(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert name(*one) != name(*other)


@pytest.mark.parametrize("source", SOURCES)
def test_names_are_short_and_plain(source: tuple[str, str, str]) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][-A-Za-z0-9._+]*@[A-Za-z0-9][-A-Za-z0-9._]*", name(*source))
    assert len(name(*source)) <= 160
