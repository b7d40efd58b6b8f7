"""Whose words made a run another one."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.diff.causes import causes
from gitune.diff.model import Pair, Source
from gitune.layers.merge import merged
from gitune.source.document import Document
from gitune.source.origin import Origin
from gitune.source.read import read
from support.sides import side

VOICES = {
    "default": (Origin("default", ""), "gitune.yaml (defaults)"),
    "base": (Origin("base", "bases/lora.yaml"), "bases/lora.yaml"),
    "environment": (Origin("environment", "prod"), "gitune.yaml (environment prod)"),
    "policy": (Origin("policy", "costs/short"), "the policy costs/short"),
}
BELOW, ABOVE = ("default", "base"), ("environment", "policy")
OWN = "a.finetune.yaml"


def document(text: str) -> Document:
    found = read(text.encode(), "it.yaml").document
    assert found is not None
    return found


def source(own: str = "a: 1", besides: dict[str, Any] | None = None, **voices: str) -> Source:
    """A spec with voices around it; a policy's words are in no file that is compared."""
    layers = {name: document(text).layer(VOICES[name][0]) for name, text in voices.items()}
    below, above = ([layer for name in names if (layer := layers.get(name))] for names in (BELOW, ABOVE))
    spoken = {VOICES[name][1]: text for name, text in voices.items() if name != "policy"}
    return Source(merged(document(own), below, above), OWN, "gitune.yaml", {OWN: own, **spoken}, besides or {})


CASES: dict[str, tuple[Source, Source, tuple[str, ...]]] = {
    "nothing": (source(), source(), ()),
    "a comment": (source("a: 1"), source("a: 1 # one"), ()),
    "the spec": (source("a: 1"), source("a: 2"), (OWN,)),
    "a default": (source(default="b: 1"), source(default="b: 2"), ("gitune.yaml (defaults)",)),
    "a new default": (source(), source(default="b: 2"), ("gitune.yaml (defaults)",)),
    "a default that goes": (source(default="b: 1"), source(default="c: {}"), ("gitune.yaml (defaults)",)),
    "a default that nobody hears": (source(default="a: 5"), source(default="a: 6"), ()),
    "a base": (source(base="b: {c: 1, d: 1}"), source(base="b: {c: 1, d: 2}"), ("bases/lora.yaml",)),
    "a base over a default": (
        source(default="b: 1", base="c: 1"),
        source(default="b: 1", base="b: 2\nc: 1"),
        ("bases/lora.yaml",),
    ),
    "the spec that stops to say it": (
        source("a: 1\nb: 1", default="b: 2"),
        source("a: 1", default="b: 2"),
        (OWN,),
    ),
    "a base that the spec starts from now": (source(), source("a: 1 # and more", base="b: 2"), (OWN,)),
    "a base that it starts from no more": (source("a: 1 # and more", base="b: 2"), source(), (OWN,)),
    "a base of a base": (source(), source(base="b: 2"), ("bases/lora.yaml",)),
    "the environment": (
        source("b: 1", environment="c: 1"),
        source("b: 1", environment="b: 2"),
        ("gitune.yaml (environment prod)",),
    ),
    "a policy": (source(policy="b: 1"), source(policy="b: 2"), ("the policy costs/short",)),
    "two of them": (
        source(default="b: 1", base="c: 1"),
        source(default="b: 2", base="c: 2"),
        ("bases/lora.yaml", "gitune.yaml (defaults)"),
    ),
    "the spec and a base": (source("a: 1", base="b: 1"), source("a: 2", base="b: 2"), (OWN, "bases/lora.yaml")),
    "the lock": (source(besides={"a.lock.yaml": 1}), source(besides={"a.lock.yaml": 2}), ("a.lock.yaml",)),
    "a field of the project": (source(), source(besides={"gitune.yaml (flux)": 2}), ("gitune.yaml (flux)",)),
}


@pytest.mark.parametrize("case", CASES)
def test_a_change_comes_from(case: str) -> None:
    before, after, expected = CASES[case]
    found = causes(Pair(side()._replace(source=before), side()._replace(source=after)))
    assert found == expected


@pytest.mark.parametrize("known", [(source(), None), (None, source("a: 2"))])
def test_nothing_is_said_of_what_nobody_knows(known: tuple[Source | None, Source | None]) -> None:
    before, after = (side()._replace(source=each) for each in known)
    assert causes(Pair(before, after)) == causes(Pair(None, after)) == causes(Pair(before, None)) == ()
