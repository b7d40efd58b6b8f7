from __future__ import annotations

import re

import pytest
from cel_expr_python import cel
from hypothesis import given
from hypothesis import strategies as st

from gitune.policy.admission.cel import pattern as whole
from gitune.policy.globs import compiled, expression, name_expression


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("hf://acme/*", "hf://acme/a/b", True),
        ("hf://acme/*", "hf://acme-evil/a", False),
        ("*@sha256:*", "ghcr.io/a/b:1@sha256:00", True),
        ("cc-????", "cc-4711", True),
        ("cc-????", "cc-471", False),
        ("a.c", "abc", False),
        ("[ab]", "a", False),
        ("a|b", "a", False),
        ("*", "", True),
        ("*", "a\nb", True),
        ("a", "a\n", False),
        ("A", "a", False),
    ],
)
def test_values(pattern: str, text: str, fits: bool) -> None:
    assert bool(compiled([pattern]).fullmatch(text)) is fits


def test_several_are_one() -> None:
    pattern = compiled(["a*", "b"])
    assert [bool(pattern.fullmatch(text)) for text in ("ax", "b", "bx", "xa")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [("team-*/bot", "team-a/bot", True), ("*/bot", "a/b/bot", False), ("*", "a/b", False), ("a/b?", "a/b/", False)],
)
def test_names_keep_their_sides(pattern: str, name: str, fits: bool) -> None:
    assert bool(re.fullmatch(name_expression(pattern), name)) is fits


@given(st.text())
def test_a_text_without_wildcards_means_itself(text: str) -> None:
    plain = text.replace("*", "").replace("?", "")
    assert re.fullmatch(expression(plain), plain, re.DOTALL)


@given(st.text(alphabet="ab*?.\\[({})|^$ é…\n#&~-"), st.text(alphabet="ab.\\[({|^$ é…\n#&~-"))
def test_both_engines_agree(pattern: str, text: str) -> None:
    environment = cel.NewEnv(variables={"text": cel.Type.STRING, "pattern": cel.Type.STRING})
    found = environment.compile("text.matches(pattern)").eval(data={"text": text, "pattern": whole([pattern])})
    assert found.plain_value() is bool(compiled([pattern]).fullmatch(text))
