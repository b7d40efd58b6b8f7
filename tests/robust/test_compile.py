"""Properties of the whole compiler: whatever comes in, diagnostics or objects come out, and the objects are good."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from robust.compiling import EXAMPLES, PAIRS, compiled, faults, refused
from robust.mutate import as_bytes
from robust.strategies import ANYTHING, specs

MAX = 1 << 20
SLOW = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
BASE = EXAMPLES[0].read_text(encoding="utf-8")
YAMLISH = st.lists(
    st.sampled_from(
        [
            *"{}[]:,&*!|>'\"%@`#-?~<",
            "\n",
            " ",
            "  ",
            "- ",
            ": ",
            "\t",
            "a",
            "kind",
            "é",
            "🙂",
            "\r\n",
            "---\n",
            "&a ",
            "*a",
            "<<",
        ]
    ),
    max_size=60,
).map("".join)


@given(st.binary(max_size=400))
def test_bytes(data: bytes) -> None:
    assert faults(compiled(data)) == []


@given(YAMLISH)
def test_signs_of_yaml(text: str) -> None:
    assert faults(compiled(text.encode())) == []


@SLOW
@given(st.integers(0, len(BASE)), st.integers(0, 40), YAMLISH)
def test_a_spec_with_something_else_in_the_middle(start: int, length: int, text: str) -> None:
    assert faults(compiled((BASE[:start] + text + BASE[start + length :]).encode())) == []


@SLOW
@given(specs())
def test_specs_made_from_the_models(spec: dict[str, Any]) -> None:
    compilation = compiled(as_bytes(spec))
    assert faults(compilation) == []
    assert compilation is None or not compilation.ok or refused(compilation) == []


@SLOW
@given(st.dictionaries(st.sampled_from(["metadata", "model", "dataset", "method", "training", "runtime"]), ANYTHING))
@example({"overrides": json.loads('{"a":' * 50 + "1" + "}" * 50)})
def test_sections_of_anything(sections: dict[str, Any]) -> None:
    base = {"apiVersion": "gitune.dev/v1alpha1", "kind": "FineTune", "resources": {"accelerator": "cpu"}}
    assert faults(compiled(as_bytes(base | sections))) == []


@pytest.mark.parametrize(
    "data",
    [
        b"a: " + b"x" * (MAX - 3),
        b"[" * MAX,
        b"- " * (MAX // 2),
        b"a: &a [" + b"*a, " * (MAX // 4 - 2) + b"]",
        b"{" + b"a: 1, " * (MAX // 6 - 1) + b"}",
        b"\n".join(b"k%d: {}" % number for number in range(80_000)),
        b"[" + b"1," * (MAX // 2 - 1) + b"]",
        b"'" * MAX,
        b"#" * MAX,
        b"\n" * MAX,
        b"a: " + b"9" * (MAX - 3),
        b"a: 1e" + b"9" * (MAX - 5),
        b"x" * (MAX + 1),
        "🙂".encode() * (MAX // 4),
    ],
    ids=lambda data: data[:8].decode("utf-8", "replace").strip() or "lines",
)
def test_a_mebibyte(data: bytes) -> None:
    compilation = compiled(data)
    assert compilation is None or not compilation.ok


@pytest.mark.parametrize("path", ["metadata: {name: ", "resources: {accelerator: cpu, memory: ", "overrides: {lr: "])
def test_a_mebibyte_in_a_field(path: str) -> None:
    rest = PAIRS[0].read_text(encoding="utf-8").split("\n")
    kept = "\n".join(line for line in rest if not line.startswith(path.split(":", maxsplit=1)[0]))
    compilation = compiled(f"{kept}\n{path}{'7' * 900_000}}}\n".encode())
    assert compilation is None or not compilation.ok
