"""What policies say: a policy and a spec (`.yaml`), and the exact report (`.out`).

A case is a mapping: `policy` and `spec` as text, and what else matters (`environment`, `origin`, `today`, `lock`,
`project`). A new case is a new file; `pytest tests/policy --update` writes its report, which is then read and
committed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from gitune.diagnostics.model import Diagnostic
from gitune.diagnostics.report import REPORTERS, Options
from gitune.lock.model import Lock
from gitune.policy.policy import Scope
from policy.asking import POLICY, SPEC, asked, day, reading, spec_of
from support.locks import lock_for

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(FOLDER.glob("*.yaml"))
LEAST = 40


def report_of(case: dict[str, Any]) -> str:
    read = reading(case["policy"])
    if read.policy is None:
        assert read.diagnostics
        return text_of(read.diagnostics, {POLICY: read.text})
    scope = Scope(case.get("environment"), case.get("origin", SPEC), day(case.get("today")))
    answer = asked([read.policy], case.get("spec", ""), scope, lock_of(case), **case.get("project", {}))
    written = [
        f"{each.target.text} is written by {origin.name}"
        for rule in read.policy.rules
        for each in rule.imposed
        if (origin := answer.document.origin(each.target.path)).kind == "policy"
    ]
    said = text_of(answer.diagnostics, {POLICY: read.text, SPEC: answer.document.text})
    return "\n".join([*written, said or "accepted\n"])


def lock_of(case: dict[str, Any]) -> Lock | None:
    if "lock" not in case:
        return None
    data = spec_of(case.get("spec", "")).data
    assert isinstance(data, dict)
    facts = case["lock"] or {}
    lock = lock_for(facts, **{key: value for key, value in data.items() if key not in ("apiVersion", "kind")})
    licences = {part: facts[f"{part}Licence"] for part in ("model", "dataset") if f"{part}Licence" in facts}
    return lock.model_copy(
        update={part: getattr(lock, part).model_copy(update={"license": name}) for part, name in licences.items()}
    )


def text_of(diagnostics: tuple[Diagnostic, ...], texts: dict[str, str]) -> str:
    return REPORTERS["text"](tuple(sorted(diagnostics, key=Diagnostic.sort_key)), texts, Options(width=100))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_report(file: Path, update: bool) -> None:
    report, expected = report_of(yaml.safe_load(file.read_text())), file.with_suffix(".out")
    if update:
        expected.write_text(report, encoding="utf-8")
    assert report == expected.read_text(encoding="utf-8")


def test_there_are_many_of_both_kinds() -> None:
    reports = {file: file.read_text() for file in FOLDER.glob("*.out")}
    assert {file.stem for file in reports} == {file.stem for file in CASES}
    accepted = [file for file, text in reports.items() if "error" not in text and "warning" not in text]
    assert len(reports) >= LEAST
    assert len(accepted) >= LEAST // 4
    assert len(reports) - len(accepted) >= LEAST // 2
