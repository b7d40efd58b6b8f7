"""A grid and its runs: which there are, what they are called, and what is said of grids that cannot be."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitune.canonical.names import NAME_MAX
from gitune.diagnostics.model import Diagnostic
from gitune.layers.compose import Voices
from gitune.layers.matrix import MAX_RUNS, Expansion, expand
from gitune.source.document import Document
from gitune.source.origin import Origin
from gitune.source.read import read

NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")


def document(text: str, file: str = "finetune.yaml") -> Document:
    found = read(text.encode(), file).document
    assert found is not None
    return found


def of(matrix: Any, name: str = "bot") -> Expansion:
    return expand(document(json.dumps({"metadata": {"name": name}, "method": {"rank": 4}, "matrix": matrix})))


def names(matrix: Any) -> list[str]:
    found = of(matrix)
    assert not found.diagnostics
    return [variant.name for variant in found.variants]


def told(text: str) -> list[str]:
    """What is wrong with a grid: code, place, and the text there."""
    spec = document(text)
    found = expand(spec)
    assert not found.variants
    return [f"{each.code} {_at(each, text)}" for each in found.diagnostics]


def _at(diagnostic: Diagnostic, text: str) -> str:
    span = diagnostic.span
    assert span is not None
    assert span.line == span.end_line
    return text.splitlines()[span.line - 1][span.column - 1 : span.end_column - 1]


def test_every_combination_in_the_order_of_the_values() -> None:
    assert names({"training.learningRate": [1e-4, 3e-4], "method.rank": [8, 16]}) == [
        "bot-lr1e-4-r8",
        "bot-lr1e-4-r16",
        "bot-lr3e-4-r8",
        "bot-lr3e-4-r16",
    ]


def test_the_order_of_keys_means_nothing() -> None:
    grid = {"training.learningRate": [1e-4], "method.rank": [8, 16], "dataset.split": {"a": "train", "b": "test"}}
    assert (
        names(grid)
        == names(dict(reversed(grid.items())))
        == [
            "bot-lr1e-4-r8-a",
            "bot-lr1e-4-r8-b",
            "bot-lr1e-4-r16-a",
            "bot-lr1e-4-r16-b",
        ]
    )


def test_one_more_value_changes_no_name() -> None:
    before = names({"training.learningRate": [1e-4], "method.rank": [8, 16]})
    after = names({"training.learningRate": [1e-4, 3e-4], "method.rank": [4, 8, 16]})
    assert [name for name in after if name in before] == before


def test_values_of_every_kind() -> None:
    assert names({"training.compile": [True, False]}) == ["bot-c", "bot-no-c"]
    assert names({"training.gradientClipping": [None, 1.0]}) == ["bot-gc-none", "bot-gc1"]
    assert names({"training.schedule.kind": ["cosine", "linear"]}) == ["bot-cosine", "bot-linear"]
    assert names({"method": {"lora": {"kind": "lora", "rank": 8}, "full": {"kind": "full"}}}) == [
        "bot-lora",
        "bot-full",
    ]
    assert names({"method.targetModules": {"few": ["q_proj"], "more": ["q_proj", "v_proj"]}}) == ["bot-few", "bot-more"]


def test_a_run_says_its_values_where_they_stand() -> None:
    spec = document('metadata: {name: bot}\nmethod: {rank: 4}\nmatrix:\n  method.rank: [8, "many"]\n')
    variant = expand(spec).variants[1]
    run = Voices(spec, above=variant.layers).run()
    assert run.data == {"metadata": {"name": "bot-many"}, "method": {"rank": "many"}}
    assert variant.settings == (("method.rank", "many"),)
    span = run.span(("method", "rank"))
    assert (span.file, span.line, span.column) == ("finetune.yaml", 4, 20)
    assert run.origin(("method", "rank")) == Origin("matrix", "bot-many")
    name = run.span(("metadata", "name"))
    assert (name.line, name.column) == (1, 18)


@pytest.mark.parametrize("paths", [("method", "method.rank"), ("method.rank", "method")])
def test_the_longer_path_has_the_last_word(paths: tuple[str, str]) -> None:
    values = {"method": {"lora": {"kind": "lora", "rank": 1}, "full": {"kind": "full"}}, "method.rank": [8]}
    spec = document(json.dumps({"metadata": {"name": "bot"}, "matrix": {path: values[path] for path in paths}}))
    run = Voices(spec, above=expand(spec).variants[0].layers).run()
    assert isinstance(run.data, dict)
    assert run.data["method"] == {"kind": "lora", "rank": 8}


def test_null_takes_a_value_away() -> None:
    spec = document("metadata: {name: bot}\ntraining: {maxSteps: 5}\nmatrix: {training.maxSteps: [null]}\n")
    run = Voices(spec, above=expand(spec).variants[0].layers).run()
    assert run.data == {"metadata": {"name": "bot-ms-none"}, "training": {"maxSteps": None}}


def test_a_base_has_the_grid_and_an_environment_another() -> None:
    own = document("metadata: {name: bot}\nmatrix: {method.rank: [2]}\n")
    base = document("matrix: {method.rank: [8, 16], training.seed: [1, 2]}\n", "base.yaml").layer(Origin("base", "b"))
    dev = document("matrix: {training.seed: null}\n", "gitune.yaml").layer(Origin("environment", "dev"))
    none = document("matrix: null\n", "gitune.yaml").layer(Origin("environment", "ci"))
    assert base is not None
    assert dev is not None
    assert none is not None
    voices = Voices(own, (base,))
    assert [v.name for v in expand(voices.grid()).variants] == ["bot-r2-s1", "bot-r2-s2"]
    assert [v.name for v in expand(voices.with_above([dev]).grid()).variants] == ["bot-r2"]
    assert expand(voices.with_above([none]).grid()) == Expansion((), ())
    seed = Voices(own, (base,), expand(voices.grid()).variants[1].layers).run().span(("training", "seed"))
    assert (seed.file, seed.column) == ("base.yaml", 51)


@pytest.mark.parametrize("name", ["Bot", "my_bot", "1bot", "bot-", "", 5])
def test_a_spec_whose_own_name_is_wrong_is_no_grid_yet(name: Any) -> None:
    assert of({"method.rank": [1, 2]}, name) == Expansion((), ())


@pytest.mark.parametrize(
    ("grid", "expected"),
    [
        ("[8]", "GT542 [8]"),
        ("{}", "GT542 {}"),
        ("5", "GT542 5"),
        ("{method.rank: []}", "GT542 []"),
        ("{method.rank: 8}", "GT542 8"),
        ("{method..rank: [8]}", "GT542 method..rank"),
        ('{"": [8]}', 'GT542 ""'),
        ("{'dataset.columns[0]': [8]}", "GT542 'dataset.columns[0]'"),
        ("{storage.size: [8Gi]}", "GT542 storage.size"),
        ("{metadata.namespace: [a]}", "GT542 metadata.namespace"),
        ("{matrix.method: [a]}", "GT542 matrix.method"),
        ("{method.targetModules: [[a]]}", "GT542 [a]"),
        ("{method: {rank: [8, 16]}}", "GT542 rank"),
        ("{method.rank: [8, 16, 8]}", "GT544 8"),
        ("{method.rank: [8, 8.0]}", "GT544 8.0"),
        ("{model.id: [a b, a-b]}", "GT544 a-b"),
        ("{dataset.split: [日本]}", "GT544 日本"),
        ("{method: {日本: {kind: full}}}", "GT544 日本"),
        ("{dataset.source: ['hf://tatsu-lab/alpaca/data']}", "GT544 matrix"),
    ],
)
def test_what_is_no_grid(grid: str, expected: str) -> None:
    assert told(f"metadata: {{name: bot}}\nmatrix: {grid}\n") == [expected]


def test_two_ways_to_one_name() -> None:
    grid = "{method.rank: {a: 1, a-b: 2}, training.seed: {b-c: 1, c: 2}}"
    assert told(f"metadata: {{name: bot}}\nmatrix: {grid}\n") == ["GT544 matrix"]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    grid = "{method.rank: [8, [16]], storage: [1], training.seed: 7}"
    assert told(f"metadata: {{name: bot}}\nmatrix: {grid}\n") == ["GT542 [16]", "GT542 storage", "GT542 7"]


def test_a_grid_has_a_size_and_a_larger_one_is_not_made() -> None:
    axes = {f"training.{field}": list(range(4)) for field in ("epochs", "seed", "maxSteps")}
    assert len(of(axes, "b").variants) == MAX_RUNS
    text = "metadata: {name: b}\nmatrix: " + json.dumps(axes | {"training.seed": list(range(1000))})
    assert told(text) == ["GT543 matrix"]


def test_no_token_is_told() -> None:
    """A spec with one does not compile, but its grid is read before."""
    secret = "hf_" + "goodtokenforthistest"
    for grid in ({"model.id": [secret]}, {"model.id": [secret, secret]}):
        found = of(grid)
        shown = [d.message for d in found.diagnostics] + [str((v.name, v.settings)) for v in found.variants]
        assert shown
        assert "goodtoken" not in " ".join(shown)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.lists(SCALARS, max_size=4) | st.dictionaries(st.text(), SCALARS, max_size=4)
PATHS = st.lists(st.sampled_from(["training", "method", "a_b", "aB", "_", "x-y"]), min_size=1, max_size=3).map(".".join)


@given(st.dictionaries(PATHS, VALUES, max_size=3))
def test_whatever_is_accepted_has_names_of_its_own(matrix: dict[str, Any]) -> None:
    found = of(matrix, "b")
    called = [variant.name for variant in found.variants]
    assert len(set(called)) == len(called) <= MAX_RUNS
    assert all(NAME.fullmatch(name) and name.startswith("b-") and len(name) <= NAME_MAX for name in called)
    assert not (called and found.diagnostics)
