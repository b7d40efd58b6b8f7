"""Which layer wins, and where its values are found."""

from __future__ import annotations

from gitune.diagnostics.model import Span
from gitune.layers.merge import merged
from gitune.source.document import Document
from gitune.source.layer import Layer
from gitune.source.origin import Origin
from gitune.source.read import read

BASE, ENVIRONMENT, IMPOSED = Origin("base", "b.yaml"), Origin("environment", "dev"), Origin("policy", "p/rule")


def document(text: str, file: str = "finetune.yaml") -> Document:
    found = read(text.encode(), file).document
    assert found is not None
    return found


def place(span: Span) -> str:
    return f"{span.file}:{span.line}:{span.column}"


def layer(text: str, file: str, origin: Origin, *at: str) -> Layer:
    found = document(text, file).layer(origin, (), at)
    assert found is not None
    return found


def test_a_document_alone_is_itself() -> None:
    own = document("a: 1\n")
    assert merged(own, (), ()) is own


def test_mappings_are_merged_and_each_value_keeps_its_place() -> None:
    own = document("training:\n  epochs: 1\n")
    below = layer("training:\n  seed: 7\n  epochs: 9\nmodel: {id: m}\n", "base.yaml", BASE)
    above = layer("training:\n\n\n  maxSteps: 20\n", "gitune.yaml", ENVIRONMENT)
    result = merged(own, [below], [above])
    assert result.data == {"training": {"seed": 7, "epochs": 1, "maxSteps": 20}, "model": {"id": "m"}}
    assert place(result.span(("training",), "key")) == "finetune.yaml:1:1"
    assert place(result.span(("training", "epochs"))) == "finetune.yaml:2:11"
    assert place(result.span(("training", "seed"), "key")) == "base.yaml:2:3"
    assert place(result.span(("training", "maxSteps"), "key")) == "gitune.yaml:4:3"
    assert place(result.span(("model", "id"))) == "base.yaml:4:13"
    assert place(result.span(("model", "nothing"))) == "base.yaml:4:8"
    origins = [result.origin(("training", name)).kind for name in ("epochs", "seed", "maxSteps")]
    assert origins == ["spec", "base", "environment"]


def test_lists_and_scalars_replace() -> None:
    own = document("a: [1, 2]\nb: {x: 1}\nc: null\n")
    result = merged(own, [layer("a: [3]\nb: 5\nc: 4\n", "base.yaml", BASE)], ())
    assert result.data == {"a": [1, 2], "b": {"x": 1}, "c": None}


def test_another_kind_replaces_the_whole_mapping() -> None:
    own = document("method:\n  kind: full\n")
    result = merged(own, [layer("method: {kind: lora, rank: 8}\n", "base.yaml", BASE)], ())
    assert result.data == {"method": {"kind": "full"}}


def test_the_same_kind_and_no_kind_are_merged() -> None:
    own = document("method:\n  kind: lora\n")
    below = layer("method: {kind: lora, rank: 8}\n", "base.yaml", BASE)
    above = layer("method: {alpha: 16}\n", "gitune.yaml", ENVIRONMENT)
    assert merged(own, [below], [above]).data == {"method": {"kind": "lora", "rank": 8, "alpha": 16}}


def test_a_value_can_be_said_at_a_path() -> None:
    own = document("a: 1\n")
    result = merged(own, (), [layer("gpu\n", "policy.yaml", IMPOSED, "runtime", "queue")])
    assert result.data == {"a": 1, "runtime": {"queue": "gpu"}}
    assert place(result.span(("runtime", "queue"))) == "policy.yaml:1:1"
    assert result.origin(("runtime", "queue")) == IMPOSED


def test_what_a_layer_had_to_leave_out_is_missing_in_the_whole() -> None:
    broken = read(b"a: 1\nb: !x 2\n", "base.yaml").document
    assert broken is not None
    lower = broken.layer(BASE)
    assert lower is not None
    result = merged(document("c: 3\n"), [lower], ())
    assert not result.complete
    assert ("b",) in result.refused


def test_three_layers_of_one_mapping() -> None:
    own = document("x: 1\n")
    low = layer("storage: {className: slow, size: 1Gi}\n", "gitune.yaml", Origin("default", ""))
    middle = layer("storage:\n  className: fast\n", "base.yaml", BASE)
    result = merged(own, [low, middle], ())
    assert result.data == {"storage": {"className": "fast", "size": "1Gi"}, "x": 1}
    assert place(result.span(("storage", "className"))) == "base.yaml:2:14"
    assert place(result.span(("storage", "size"))) == "gitune.yaml:1:34"
