"""The voices of a spec, in their order."""

from __future__ import annotations

from gitune.layers.compose import Voices
from gitune.source.document import Document
from gitune.source.layer import Layer
from gitune.source.origin import Origin
from gitune.source.read import read


def document(text: str, file: str = "finetune.yaml") -> Document:
    found = read(text.encode(), file).document
    assert found is not None
    return found


def layer(text: str, kind: str = "base") -> Layer:
    found = document(text, f"{kind}.yaml").layer(Origin(kind, ""))  # type: ignore[arg-type]
    assert found is not None
    return found


OWN = "extends: base.yaml\nmatrix: {training.seed: [1, 2]}\ntraining: {epochs: 2}\n"


def test_what_composes_is_not_part_of_the_run() -> None:
    voices = Voices(document(OWN))
    assert voices.run().data == {"training": {"epochs": 2}}
    assert voices.grid().data == {"matrix": {"training.seed": [1, 2]}, "training": {"epochs": 2}}


def test_a_grid_may_stand_in_a_base() -> None:
    voices = Voices(document("training: {epochs: 2}\n"), (layer("matrix: {training.seed: [1]}\nextends: x.yaml\n"),))
    assert voices.grid().data == {"matrix": {"training.seed": [1]}, "training": {"epochs": 2}}


def test_every_voice_wins_over_those_below_it() -> None:
    below = (layer("training: {a: 1, b: 1, c: 1, d: 1}\n", "default"), layer("training: {b: 2, c: 2, d: 2}\n"))
    voices = Voices(document("training: {c: 3, d: 3}\n"), below, (layer("training: {d: 4}\n", "environment"),))
    assert voices.run().data == {"training": {"a": 1, "b": 2, "c": 3, "d": 4}}
    assert voices.with_above([layer("training: {d: 5, e: 5}\n", "policy")]).run().data == {
        "training": {"a": 1, "b": 2, "c": 3, "d": 5, "e": 5}
    }


def test_every_file_that_speaks_is_known() -> None:
    voices = Voices(
        document("training: {a: 1}\n"), (layer("training: {b: 1}\n"), layer("training: {a: 2}\n", "default"))
    )
    assert voices.run().texts == {"finetune.yaml": "training: {a: 1}\n", "base.yaml": "training: {b: 1}\n"}


def test_null_takes_a_value_away_and_a_later_voice_gives_another() -> None:
    voices = Voices(document("a: 1\nb: {c: 1}\n"), (), (layer("a: null\nb: null\n"), layer("b: {d: 2}\n")))
    assert voices.run().data == {"a": None, "b": {"d": 2}}
