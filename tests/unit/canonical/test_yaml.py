"""Canonical YAML reads back the same in every reader that will meet it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf
from ruamel.yaml import YAML

from gitune.canonical.yaml import dump_ordered, dump_sorted, scalar

TRAPS = [
    *["no", "No", "yes", "on", "off", "y", "N", "true", "null", "~", "", " ", "1", "017", "0x1f", "0o17", "1_000"],
    *["1:30", "1e5", "3e-4", ".5", ".inf", ".nan", "-", "- a", "a: b", "a:b", "a #b", "#", "=", "<<", "!x", "&a", "*a"],
    *[
        "2024-01-01",
        "a\nb",
        "a\nb\n",
        "a\n\n",
        " a\nb\n",
        "\ta\n",
        "é",
        "日本",
        "\x7f",
        "\x85",
        "\u2028",
        "\ufeff",
        "a\\b",
    ],
    *[
        "train[:95%]",
        "{a}",
        "[a]",
        "'a'",
        '"a"',
        "8Gi",
        "1024Mi",
        "a ",
        "@a",
        "`a`",
        "%a",
        "a,b",
        "?",
        "|",
        ">",
        "a\tb",
    ],
    *[
        "x" * 300,
        "word " * 60 + "end",
        "hf://a/b@c",
        "/workspace/x",
        "a:",
        ":a",
        "---",
        "...",
        "a\r\nb",
        "e1",
        "-1",
        "+1",
    ],
]

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(TRAPS),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def read_everywhere(text: str) -> list[object]:
    return [
        pyyaml.load(text, pyyaml.SafeLoader),
        pyyaml.load(text, pyyaml.CSafeLoader),
        YAML(typ="safe", pure=True).load(io.StringIO(text)),
    ]


@pytest.mark.parametrize("text", TRAPS)
def test_trap_stays_text(text: str) -> None:
    for data in ({"key": text}, [text], {text: "value"} if text else {"k": [text]}, {"a": [{"b": text}]}):
        assert read_everywhere(dump_sorted(data)) == [data] * 3


@settings(max_examples=300, deadline=None)
@given(plain)
def test_readers_agree(data: object) -> None:
    assert read_everywhere(dump_ordered({"root": data})) == [{"root": data}] * 3


@pytest.mark.parametrize(
    ("number", "text"),
    [(1e-05, "1.0e-05"), (0.0003, "0.0003"), (1e16, "1.0e+16"), (2.5e-08, "2.5e-08"), (16.0, "16.0"), (3, "3")],
)
def test_number_form(number: float, text: str, tmp_path: Path) -> None:
    assert scalar(number) == text
    file = tmp_path / "x.yaml"
    file.write_text(f"x: {text}\n")
    assert OmegaConf.load(file).x == number
    assert type(OmegaConf.load(file).x) is type(number)


def test_order() -> None:
    data = {"spec": 1, "b": 1, "a": 1, "kind": "K", "apiVersion": "v1"}
    assert dump_sorted(data) == "apiVersion: v1\nkind: K\nspec: 1\na: 1\nb: 1\n"
    assert dump_ordered(data) == "spec: 1\nb: 1\na: 1\nkind: K\napiVersion: v1\n"


def test_multi_line_text_is_a_literal_block() -> None:
    assert dump_sorted({"lua": "if a then\n  b()\nend\n"}) == "lua: |\n  if a then\n    b()\n  end\n"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_form_for_nan(value: float) -> None:
    with pytest.raises(ValueError, match="no canonical form"):
        scalar(value)


def test_only_plain_data() -> None:
    with pytest.raises(TypeError, match="set is not plain data"):
        scalar({1})
