"""Any rule on any path, with any value: a diagnostic or a policy that judges and renders, and never a traceback."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from gitune.policy.admission.render import Cluster, render
from gitune.policy.facts import FACTS
from gitune.policy.read import read_policy
from gitune.spec.finetune import FineTune
from gitune.spec.shape import Shape, root
from policy import cluster
from policy.asking import POLICY, catalog
from policy.test_parity import compiled, refused_by_compiler

VALUES = [
    0,
    1,
    -1,
    2.5,
    1e9,
    True,
    False,
    "",
    "*",
    "a*",
    "?",
    "8",
    "16Gi",
    "2h",
    "cluster",
    "x'\\\"{0}{}",
    "lora",
    "é\n",
]
LISTS = [[], ["ReadWriteMany"], ["*"], [1, "a"], [True]]
MAPPINGS = [{}, {"pool": "a"}, {"nodes": 2}, {"kind": "full"}, {"a.b/c": "{x}"}]
RUNS = ("smallest", "team", "installed", "cpu")
COUNT = 1500


def paths(shape: Shape, above: str = "") -> Iterator[str]:
    for name, inner in shape.fields().items():
        path = f"{above}.{name}".removeprefix(".")
        yield path
        yield from paths(inner, path)


PATHS = [
    *paths(root(FineTune)),
    *(f"plan.{name}" for name in FACTS),
    *("metadata.labels.a.b/c", "runtime.nodeSelector.x", "runtime.env.A", "overrides.a.b", "nowhere", "plan.x", "a..b"),
]


def rule(chance: random.Random) -> dict[str, object]:
    path = chance.choice(PATHS)
    constraint = chance.choice(["min", "max", "allowed", "denied", "imposed", "required"])
    values = {"allowed": LISTS, "denied": LISTS, "required": [True], "imposed": [*VALUES, *LISTS, *MAPPINGS]}
    chosen = values.get(constraint, VALUES)
    made = {"id": "a", "message": "No.", "path": path, constraint: chance.choice(chosen)}
    if constraint in ("allowed", "denied") and chance.random() < 0.7:
        made[constraint] = chance.sample(VALUES, 2)
    if chance.random() < 0.3:
        condition = chance.choice(
            [chance.choice(VALUES), {"not": chance.choice(VALUES)}, {"min": chance.choice(VALUES)}]
        )
        made["when"] = {chance.choice(PATHS): condition}
    return made


def test_any_rule_is_a_diagnostic_or_judges() -> None:
    chance, judged, rendered, refused = random.Random(6), 0, 0, 0
    for _ in range(COUNT):
        written = {
            "apiVersion": "gitune.dev/v1alpha1",
            "kind": "Policy",
            "metadata": {"name": "p", "owner": "me"},
            "rules": [rule(chance)],
        }
        found = read_policy(json.dumps(written).encode(), POLICY)
        assert (found.policy is None) is bool(found.diagnostics), written
        if found.policy is None:
            continue
        judged += 1
        made = render(found.policy, POLICY, catalog(), Cluster())
        rendered += bool(made.manifests)
        for run in RUNS:
            refused += refused_by_compiler(found.policy, run)
            for value in cluster.objects(compiled(run)[3]):
                list(cluster.judged(made.manifests, value))
    assert judged > COUNT // 5
    assert rendered > COUNT // 50
    assert refused > judged // 4
