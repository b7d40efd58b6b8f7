"""Which files a spec starts from, and which chains are none."""

from __future__ import annotations

import pytest

from gitune.layers.extends import MAX_BASES, Chain, chain_of
from gitune.source.document import Document
from gitune.source.read import read


def document(text: str, file: str = "spec.yaml") -> Document:
    found = read(text.encode(), file).document
    assert found is not None
    return found


def chain(files: dict[str, str], start: str = "team/spec.yaml") -> Chain:
    known = {name: document(text, name) for name, text in files.items()}
    return chain_of(known[start], start, known.get)


def problems(files: dict[str, str], start: str = "team/spec.yaml") -> list[tuple[str, str]]:
    found = chain(files, start).diagnostics
    return [(each.code, each.span.file if each.span else "") for each in found]


def test_without_extends_there_is_nothing() -> None:
    assert chain({"team/spec.yaml": "a: 1\n"}) == Chain((), (), ())


def test_the_lowest_comes_first_and_paths_are_those_of_each_file() -> None:
    files = {
        "team/spec.yaml": "extends: ../bases/lora.yaml\n",
        "bases/lora.yaml": "extends: deep/all.yaml\nmethod: {kind: lora}\n",
        "bases/deep/all.yaml": "model: {id: m}\n",
    }
    found = chain(files)
    assert found.diagnostics == ()
    assert found.files == ("bases/lora.yaml", "bases/deep/all.yaml")
    assert [layer.origin.name for layer in found.layers] == ["bases/deep/all.yaml", "bases/lora.yaml"]


@pytest.mark.parametrize("name", ["5", "null", "[a.yaml]", "''", "{a: b}", '"a\\0b"', '"a\\eb"', "x" * 1001, "true"])
def test_what_is_no_path(name: str) -> None:
    assert problems({"team/spec.yaml": f"extends: {name}\n"}) == [("GT540", "team/spec.yaml")]


@pytest.mark.parametrize(
    "name", ["/a.yaml", "a\\b.yaml", "https://h/a.yaml", "../../a.yaml", "..", ".", "../x/../../..", "nowhere.yaml"]
)
def test_what_leads_to_no_file_of_the_repository(name: str) -> None:
    assert problems({"team/spec.yaml": f"extends: {name}\n"}) == [("GT540", "team/spec.yaml")]


def test_a_ring_is_said_where_it_closes() -> None:
    files = {
        "team/spec.yaml": "extends: a.yaml\n",
        "team/a.yaml": "extends: b.yaml\n",
        "team/b.yaml": "extends: a.yaml\n",
    }
    assert problems(files) == [("GT541", "team/b.yaml")]
    assert problems({"team/spec.yaml": "extends: ../team/./spec.yaml\n"}) == [("GT541", "team/spec.yaml")]


@pytest.mark.parametrize(("length", "expected"), [(MAX_BASES, []), (MAX_BASES + 1, [("GT541", f"{MAX_BASES}.yaml")])])
def test_a_chain_has_an_end(length: int, expected: list[tuple[str, str]]) -> None:
    files = {f"{number}.yaml": f"extends: {number + 1}.yaml\n" for number in range(length)}
    assert problems({**files, f"{length}.yaml": "a: 1\n"}, "0.yaml") == expected


@pytest.mark.parametrize(
    ("base", "code"),
    [("- a\n", "GT540"), ("text\n", "GT540"), ("kind: Project\n", "GT540"), ("apiVersion: v9\n", "GT540")],
)
def test_what_is_no_part_of_a_spec_is_said_in_the_base(base: str, code: str) -> None:
    spec = "apiVersion: v1\nkind: FineTune\nextends: base.yaml\n"
    assert problems({"team/spec.yaml": spec, "team/base.yaml": base}) == [(code, "team/base.yaml")]


def test_a_base_may_say_the_same_kind() -> None:
    files = {"team/spec.yaml": "kind: FineTune\nextends: b.yaml\n", "team/b.yaml": "kind: FineTune\nmodel: {id: m}\n"}
    assert len(chain(files).layers) == 1
