"""docs/policy.md says what is so: its policies read, its cases run, its refusal is the compiler's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitune.cli.boundary import run
from gitune.diagnostics.report import REPORTERS, Options
from gitune.policy.admission.places import places_of
from gitune.policy.model import PolicyRule
from gitune.policy.targets import Target, target_of
from policy.asking import POLICY, SPEC, asked, policy_of

TEXT = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(yaml|console)\n(.*?)```", TEXT, re.DOTALL)
YAML = [block for language, block in BLOCKS if language == "yaml"]
HEAD = {"apiVersion": "gitune.dev/v1alpha1", "kind": "Policy", "metadata": {"name": "limits", "owner": "@acme"}}


def block(beginning: str) -> str:
    return next(text for text in YAML if text.lstrip().startswith(beginning))


def loaded(beginning: str) -> dict[str, Any]:
    found = yaml.safe_load(block(beginning))
    assert isinstance(found, dict)
    return found


def test_the_refusal_is_the_compilers() -> None:
    policy, said = (
        policy_of(block("# policies/")),
        next(text for _, text in BLOCKS if text.startswith("$ gitune check")),
    )
    spec = "resources:\n" + "\n" * 19 + "  gpusPerNode: 16\n"
    answer = asked([policy], spec)
    texts = {POLICY: block("# policies/"), SPEC: spec}
    report = REPORTERS["text"](answer.diagnostics, texts, Options(width=100))
    named = report.replace(f" {SPEC}", f" team-a/{SPEC}").replace(f" {POLICY}", f" policies/{POLICY}")
    assert said.partition("\n")[2].strip() == named.partition("\n\n1 error")[0].strip()


def test_everything_that_platform_teams_ask_for_reads() -> None:
    rules = loaded("rules:")["rules"]
    assert len(policy_of(yaml.safe_dump({**HEAD, "rules": rules})).rules) == len(rules) > 12


def test_conditions_and_exceptions_read() -> None:
    conditions = yaml.safe_load(block("when:"))
    rule = loaded("# policies/")["rules"][0] | conditions
    made = policy_of(yaml.safe_dump({**HEAD, "rules": [rule], **loaded("exceptions:")}))
    assert len(made.rules[0].when) == len(conditions["when"])
    assert made.exceptions["gpus-at-most"]


def test_the_cases_give_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    hours = next(rule for rule in loaded("rules:")["rules"] if rule["id"] == "gpu-hours")
    rules = [*loaded("# policies/")["rules"], hours | {"environments": ["dev"], "required": False}]
    (tmp_path / "policies" / POLICY).write_text(yaml.safe_dump({**HEAD, "rules": rules}))
    cases = next(text for text in YAML if "kind: PolicyCases" in text)
    (tmp_path / "policies" / "limits.cases.yaml").write_text(cases)
    shown = next(text for _, text in BLOCKS if text.startswith("$ gitune policy test"))
    assert run(["policy", "test", "policies"]) == 1
    assert capsys.readouterr().out.startswith(shown.partition("\n")[2])


def test_every_field_of_a_rule_is_listed() -> None:
    for name, info in PolicyRule.model_fields.items():
        assert f"`{info.alias or name}`" in TEXT or f"`{name}: true`" in TEXT, name


def test_the_table_of_the_cluster_is_what_is_rendered() -> None:
    table = TEXT.partition("| the cluster judges | on |")[2].partition("\n\n")[0]
    named = {path for line in table.splitlines()[2:] for path in _paths(line.split("|")[1])}
    assert len(named) > 20
    for path in named:
        target = target_of(path.replace("*", "team"))
        assert isinstance(target, Target), path
        assert places_of(target), path


def _paths(cell: str) -> list[str]:
    """`a.b`, `c` stands for `a.c`."""
    section, paths = "", []
    for name in re.findall(r"`([^`]+)`", cell):
        section = name.rpartition(".")[0] if "." in name else section
        paths.append(name if "." in name else f"{section}.{name}")
    return paths
