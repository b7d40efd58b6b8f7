"""The environments of a project file: what they change, and what specs get from them."""

from __future__ import annotations

import pytest

from gitune.project.environment import Read, environments_of
from gitune.source.document import Document
from gitune.source.read import read


def document(text: str) -> Document:
    found = read(text.encode(), "gitune.yaml").document
    assert found is not None
    return found


def environments(text: str) -> Read:
    return environments_of(document(text))


def codes(text: str) -> list[str]:
    return [diagnostic.code for diagnostic in environments(text).diagnostics]


def test_a_project_without_environments_is_one() -> None:
    (one,) = environments("output: out\ndefaults: {training: {seed: 1}}\n").environments
    assert (one.name, one.project.output, one.above) == (None, "out", ())
    assert [layer.node.data for layer in one.below] == [{"training": {"seed": 1}}]


def test_each_environment_has_a_tree_of_its_own() -> None:
    found = environments("output: out/\nenvironments: {dev: {}, prod: {output: live}}\n").environments
    assert [(one.name, one.project.output) for one in found] == [("dev", "out/dev"), ("prod", "live")]


def test_fields_of_the_project_are_merged() -> None:
    text = "flux: {interval: 5m, namespace: a}\nenvironments: {dev: {flux: {interval: 7m}}, prod: {}}\n"
    dev, prod = environments(text).environments
    assert (dev.project.flux.interval, dev.project.flux.namespace) == ("7m", "a")
    assert prod.project.flux.interval == "5m"


def test_defaults_of_an_environment_are_merged() -> None:
    text = "defaults: {training: {seed: 1, epochs: 2}}\nenvironments: {dev: {defaults: {training: {seed: 3}}}}\n"
    (dev,) = environments(text).environments
    assert [layer.node.data for layer in dev.below] == [{"training": {"seed": 3, "epochs": 2}}]


def test_settings_come_after_parts() -> None:
    text = "environments:\n  dev:\n    set: {training.epochs: 2, runtime.env.A: b}\n    spec: {training: {seed: 1}}\n"
    (dev,) = environments(text).environments
    assert [overlay.layer.node.data for overlay in dev.above] == [
        {"training": {"seed": 1}},
        {"training": {"epochs": 2}},
        {"runtime": {"env": {"A": "b"}}},
    ]
    assert {overlay.layer.origin.name for overlay in dev.above} == {"dev"}


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("a", "b", False),
        ("a", "a", True),
        ("a", "a/b", True),
        ("a/b", "a", True),
        ("a", "ab", False),
        ("a/", "./a", True),
        (".", "a", True),
    ],
)
def test_trees_do_not_stand_in_each_other(one: str, other: str, clash: bool) -> None:
    text = f"environments: {{dev: {{output: '{one}'}}, prod: {{output: '{other}'}}}}\n"
    assert codes(text) == ["GT546"] * clash
    assert bool(environments(text).environments) is not clash


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("environments: {dev: {kind: Project}}", "GT545"),
        ("environments: {dev: {set: 5}}", "GT545"),
        ("environments: {dev: {set: {a..b: 1}}}", "GT545"),
        ("environments: {dev: {spec: {extends: a.yaml}}}", "GT545"),
        ("environments: {dev: {overlays: [{specs: [a], set: {extends: a.yaml}}]}}", "GT545"),
        ("environments: {dev: {overlays: [{specs: [a]}, {specs: [b], spec: {kind: Job}}]}}", "GT545"),
        ("defaults: {kind: FineTune}", "GT545"),
        ("environments: {dev: {model: {}}}", "GT101"),
        ("environments: {dev: {flux: {intervall: 5m}}}", "GT101"),
    ],
)
def test_mistakes(text: str, code: str) -> None:
    assert codes(text) == [code]
    assert environments(text).environments == ()


def test_a_section_of_a_spec_is_shown_its_place() -> None:
    (diagnostic,) = environments("environments: {dev: {training: {}}}").diagnostics
    assert diagnostic.hint == "write `spec: {training: ...}`"
