from __future__ import annotations

from collections.abc import Iterator

import pytest

from gitune.policy.facts import FACTS
from gitune.policy.kinds import NAMES, Kind
from gitune.policy.targets import Target, Unknown, child, target_of
from gitune.spec.finetune import FineTune
from gitune.spec.shape import Shape, root


def found(text: str) -> Target:
    target = target_of(text)
    assert isinstance(target, Target), target
    return target


@pytest.mark.parametrize(
    ("text", "attributes", "kind"),
    [
        ("training.epochs", ("training", "epochs"), "number"),
        ("training.microBatchSize", ("training", "micro_batch_size"), "number"),
        ("training.learningRate", ("training", "learning_rate"), "number"),
        ("training.optimizer.kind", ("training", "optimizer", "kind"), "text"),
        ("training.compile", ("training", "compile"), "boolean"),
        ("method.rank", ("method", "rank"), "number"),
        ("method.targetModules", ("method", "target_modules"), "list"),
        ("method", ("method",), "section"),
        ("storage.size", ("storage", "size"), "quantity"),
        ("storage.accessModes", ("storage", "access_modes"), "list"),
        ("runtime.activeDeadline", ("runtime", "active_deadline"), "duration"),
        ("runtime.tolerations", ("runtime", "tolerations"), "sections"),
        ("runtime.nodeSelector", ("runtime", "node_selector"), "mapping"),
        ("runtime.nodeSelector.acme.com/pool.x", ("runtime", "node_selector", "acme.com/pool.x"), "text"),
        ("runtime.env.A", ("runtime", "env", "A"), "text"),
        ("overrides.optimizer.foreach", ("overrides", "optimizer", "foreach"), "anything"),
        ("overrides", ("overrides",), "mapping"),
    ],
)
def test_paths(text: str, attributes: tuple[str, ...], kind: Kind) -> None:
    target = found(text)
    assert (target.text, target.attributes, target.kind) == (text, attributes, kind)
    assert len(target.path) == len(attributes)


def test_every_field_of_a_spec_is_a_path() -> None:
    paths = list(_fields(root(FineTune), ""))
    assert len(paths) > 80
    for path in paths:
        assert found(path).kind in NAMES


def _fields(shape: Shape, above: str) -> Iterator[str]:
    for name, inner in shape.fields().items():
        path = f"{above}.{name}".removeprefix(".")
        yield path
        yield from _fields(inner, path)


def test_defaults_are_known_where_they_are_plain() -> None:
    texts = ("runtime.scope", "training.epochs", "storage.size", "runtime.maxRestarts")
    assert [found(text).default for text in texts] == ["cluster", None, None, 3]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("training.epoch", "did you mean `training.epochs`?"),
        ("trainig.epochs", "did you mean `training.epochs`?"),
        ("plan.licences", "did you mean `plan.licence`?"),
        ("training.epochs.x", None),
        ("", None),
    ],
)
def test_paths_that_lead_nowhere(text: str, hint: str | None) -> None:
    target = target_of(text)
    if text:
        assert isinstance(target, Unknown)
        assert target.hint == hint
    else:
        assert isinstance(target, Target)
        assert target.kind == "section"


def test_children() -> None:
    selector = child(found("runtime.nodeSelector"), "a.b/c")
    assert isinstance(selector, Target)
    assert selector.path == ("runtime", "nodeSelector", "a.b/c")
    assert isinstance(child(found("training"), "nothing-like-it"), Unknown)


def test_facts_point_into_the_spec() -> None:
    for name, fact in FACTS.items():
        assert found(f"plan.{name}").fact is fact
        for path in fact.at:
            assert isinstance(target_of(".".join(map(str, path))), Target), name
