"""What mutants and fuzzing have found, one case each."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.source import read
from gitune.source.events import EventSource, c_events, pure_events
from gitune.source.limits import MAX_VALUES
from robust.compiling import compiled, faults
from robust.mutate import as_bytes
from support.specs import BASE, merged


def codes(**changes: Any) -> list[str]:
    compilation = compiled(as_bytes(merged(BASE, changes)))
    assert faults(compilation) == []
    return [] if compilation is None else [diagnostic.code for diagnostic in compilation.diagnostics]


@pytest.mark.parametrize("namespace", ["0", "1e3", "7-eleven"])
def test_a_namespace_may_start_with_a_digit(namespace: str) -> None:
    """Our schema of a TrainJob's namespace had the pattern of its name."""
    compilation = compiled(as_bytes(merged(BASE, {"metadata": {"name": "test", "namespace": namespace}})))
    assert faults(compilation) == []
    assert compilation is not None
    assert compilation.ok


@pytest.mark.parametrize(
    "changes",
    [
        {"storage": {"className": "a..b"}},
        {"storage": {"claimName": "a-.b"}},
        {"runtime": {"nodeSelector": {"a..b/c": "d"}}},
        {"runtime": {"queue": "q" * 64}},
        {"runtime": {"env": {f"V{number}": "1" for number in range(130)}}},
        {"model": {"revision": "../.."}},
        {"model": {"revision": "-1"}},
        {"model": {"revision": "{{ x }}"}},
        {"model": {"revision": "r" * 300}},
        {"model": {"secretRef": {"name": "hf-token", "key": ".."}}},
        {"resources": {"cpu": "9" * 400}},
        {"resources": {"memory": "9" * 18 + "Pi"}},
    ],
    ids=str,
)
def test_what_the_cluster_or_the_hub_would_refuse(changes: dict[str, Any]) -> None:
    assert "GT106" in codes(**changes)


def test_steps_beyond_reason() -> None:
    assert codes(training={"schedule": {"warmupSteps": 2**31}}) == ["GT105"]


@pytest.mark.parametrize(
    "revision", ["main", "v1.0", "refs/pr/1", "refs/convert/parquet", "9213176", "feature/a+b", "1.0_x"]
)
def test_revisions(revision: str) -> None:
    assert "GT106" not in codes(model={"revision": revision})


def test_more_values_than_anybody_writes() -> None:
    """Each took several seconds: a hint is looked for, or a diagnostic made, for every one of them."""
    for line in ("k{}: 1\n", "? [{}]\n", "kind: FineTune # {}\n"):
        assert compiled("".join(line.format(number) for number in range(MAX_VALUES + 1)).encode()) is None


@pytest.mark.parametrize("version", ["1.0", "1.3", "2.0", "99999999999999999999.1"])
@pytest.mark.parametrize("body", ["a: 1", "a: [a:b]", "a: ["])
@pytest.mark.parametrize("events", [None, c_events, pure_events])
def test_another_version_of_yaml(version: str, body: str, events: EventSource | None) -> None:
    """ruamel refuses some of them with an AssertionError."""
    found = read(f"%YAML {version}\n---\n{body}\n".encode(), "finetune.yaml", events=events).diagnostics
    assert found
    assert found[0].code in {"GT004", "GT016"}


@pytest.mark.parametrize("component", [[], {}, ["torch.optim.SGD"], {"a": 1}, 1, True, "", "torch.optim.SGD"])
@pytest.mark.parametrize("key", ["optimizer", "model", "tokenizer", "dataset", "loss", "checkpointer", None])
def test_a_component_of_any_type(component: Any, key: str | None) -> None:
    section = {"_component_": component}
    compilation = compiled(as_bytes(merged(BASE, {"overrides": {key: section} if key else section})))
    assert faults(compilation) == []
