"""From document to spec: what is found, where, and in whose words. The wording stands in tests/diagnostics."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from ruamel.yaml import YAML

from gitune.diagnostics.codes import CODES
from gitune.diagnostics.model import Finding, Path
from gitune.source import Document, read
from gitune.spec.finetune import FineTune
from gitune.spec.foreign import TARGETS
from gitune.spec.forms import FORMS
from gitune.spec.messages import findings_of
from gitune.spec.parse import parse
from gitune.spec.shape import Shape, root
from unit.spec.specs import ACCEPTED, MINIMAL, REJECTED, with_sections


def document_of(data: Any) -> Document:
    stream = io.StringIO()
    YAML(typ="safe", pure=True).dump(data, stream)
    document = read(stream.getvalue().encode(), "spec.yaml").document
    assert document is not None
    return document


def findings(**sections: Any) -> list[Finding]:
    return list(parse(document_of(with_sections(**sections))).findings)


def found(**sections: Any) -> list[tuple[str, Path, str]]:
    return [(finding.code, finding.path, finding.at) for finding in findings(**sections)]


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(name: str) -> None:
    parsed = parse(document_of(ACCEPTED[name]))
    assert parsed.findings == ()
    assert parsed.spec == FineTune.model_validate(ACCEPTED[name])


@pytest.mark.parametrize("name", REJECTED)
def test_rejected(name: str) -> None:
    parsed = parse(document_of(REJECTED[name]))
    assert parsed.spec is None
    assert len(parsed.findings) == 1
    assert parsed.findings[0].code in CODES


def test_unknown_field_is_at_its_key() -> None:
    assert found(method={"kind": "lora", "rnk": 8}) == [("GT101", ("method", "rnk"), "key")]


def test_wrong_value_is_at_the_value() -> None:
    assert found(training={"seed": "x"}) == [("GT103", ("training", "seed"), "value")]


def test_missing_field_is_at_the_key_of_its_section() -> None:
    assert found(model={}, dataset={}, training={}) == []
    data = {**MINIMAL, "model": {"revision": "main"}}
    (finding,) = parse(document_of(data)).findings
    assert (finding.code, finding.path, finding.at) == ("GT102", ("model",), "key")


def test_bad_key_is_at_the_key() -> None:
    assert found(metadata={"labels": {"a b": "x"}}) == [("GT106", ("metadata", "labels", "a b"), "key")]


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        ("atuo", "GT104", ()),
        ("8", "GT103", ()),
        (0, "GT105", ()),
        (1.5, "GT103", ()),
        (True, "GT103", ()),
        ([1], "GT103", ()),
        ({"a": 1}, "GT103", ()),
    ],
)
def test_a_union_gives_one_finding(value: Any, code: str, path: Path) -> None:
    assert [f[:2] for f in found(training={"microBatchSize": value})] == [(code, ("training", "microBatchSize", *path))]


def test_only_the_branch_that_was_meant_is_looked_into() -> None:
    assert found(runtime={"env": {"A": {"secretRef": {"name": "x"}}}}) == [
        ("GT102", ("runtime", "env", "A", "secretRef"), "key")
    ]
    assert [f[:2] for f in found(storage={"accessModes": ["ReadWriteMany", "x"]})] == [
        ("GT104", ("storage", "accessModes", 1))
    ]


def test_a_bad_item_does_not_make_the_list_too_short() -> None:
    assert [f[:2] for f in found(method={"kind": "lora", "targetModules": ["x"]})] == [
        ("GT104", ("method", "targetModules", 0))
    ]


def test_tags_are_not_part_of_paths() -> None:
    optimizer = {"kind": "adamw", "betas": [0.9, 2], "lora": 1}
    assert [f[:2] for f in found(training={"optimizer": optimizer})] == [
        ("GT105", ("training", "optimizer", "betas", 1)),
        ("GT101", ("training", "optimizer", "lora")),
    ]


def test_a_misspelt_required_field_is_one_mistake() -> None:
    data = {**MINIMAL, "training": {"globalBatchSiz": 64, "max_length": 2048}}
    assert [finding.code for finding in parse(document_of(data)).findings] == ["GT101", "GT101"]


def test_what_reading_refused_is_not_reported_again() -> None:
    text = "apiVersion: gitune.dev/v1alpha1\nkind: FineTune\nmetadata: {name: x}\nmodel: {id: tiny}\n"
    text += "dataset: {source: hf://a/b, kind: text}\nmethod: {kind: full}\nresources: {accelerator: cpu}\n"
    result = read(f"{text}training: {{globalBatchSize: .nan, maxSeqLen: 8}}\n".encode(), "spec.yaml")
    assert [d.code for d in result.diagnostics] == ["GT010"]
    assert result.document is not None
    parsed = parse(result.document)
    assert parsed.findings == ()
    assert parsed.spec is None


@pytest.mark.parametrize("data", [[], "text", 3, True, [MINIMAL]])
def test_the_root_is_a_mapping(data: Any) -> None:
    (finding,) = parse(document_of(data)).findings
    assert finding.code == "GT103"


def test_other_formats_give_no_further_findings() -> None:
    (finding,) = parse(document_of({"apiVersion": "v1", "kind": "FineTune", "data": {}})).findings
    assert (finding.code, finding.path) == ("GT107", ("apiVersion",))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-2, 2) | st.sampled_from(["", "auto", "8", "x", "lora"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["kind", "name", "key", "secretRef", "x"]), inner, max_size=3)
    ),
    max_leaves=4,
)


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """A spec with something else in the place of one of its values."""
    shape, path = root(FineTune), []
    while fields := shape.fields():
        name = draw(st.sampled_from(sorted(fields)))
        path.append(name)
        shape = next((branch for branch in fields[name].branches() if branch.kind == "mapping"), fields[name])
        if draw(st.booleans()):
            break
    data = with_sections(method={"kind": draw(st.sampled_from(["full", "lora"]))})
    section = data
    for step in path[:-1]:
        section[step] = {**section.get(step, {})} if isinstance(section.get(step, {}), dict) else {}
        section = section[step]
    section[path[-1]] = draw(ANYTHING)
    return data


LIBRARY_WORDS = re.compile(r"Input |pydantic|[Ll]iteral|dict|Tuple|tuple|\b(str|int|float|bool|None)\b|constrained")


@settings(max_examples=300)
@given(damaged())
def test_every_damage_is_worded_here_and_placed(data: dict[str, Any]) -> None:
    document = document_of(data)
    try:
        FineTune.model_validate(document.data)
    except ValidationError as error:
        found_here = findings_of(error, document, FineTune)
        for finding in found_here:
            assert document.has(finding.path), finding
            assert LIBRARY_WORDS.search(f"{finding.message} {finding.hint or ''}") is None
            assert document.resolve(finding).code in CODES


def test_patterns_are_put_into_words() -> None:
    assert set(patterns(FineTune.model_json_schema())) <= FORMS.keys()


def patterns(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(patterns, node))
    if not isinstance(node, dict):
        return set()
    own = {node["pattern"]} if isinstance(node.get("pattern"), str) else set()
    return own | set(node.get("patternProperties", {})) | set().union(*map(patterns, node.values()))


def test_foreign_names_lead_somewhere() -> None:
    for name, target in TARGETS.items():
        shape: Shape = root(FineTune)
        for step in target.split("."):
            assert step in shape.fields(), (name, target)
            shape = shape.fields()[step]
