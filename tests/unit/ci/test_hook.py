from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from gitune.ci import hook

ROOT = Path(__file__).parents[3]
PATTERNS = {
    item["id"]: re.compile(item["files"]) for item in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
}


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    found: list[list[str]] = []

    def run(arguments: list[str]) -> int:
        found.append(arguments)
        return 1

    monkeypatch.setattr(hook, "run", run)
    monkeypatch.chdir(tmp_path)
    for file in ("finetune.yaml", "a/x.finetune.yaml", "a/finetune.yaml"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()
    return found


@pytest.mark.parametrize(
    ("words", "checked"),
    [
        (["finetune.yaml"], ["finetune.yaml"]),
        (["a/x.finetune.lock.yaml", "a/x.finetune.yaml"], ["a/x.finetune.yaml"]),
        (["finetune.lock.yaml", "a/finetune.lock.yaml"], ["finetune.yaml", "a/finetune.yaml"]),
        (["a/gitune.yaml", "gitune.yaml"], ["a", "."]),
    ],
)
def test_what_is_checked(words: list[str], checked: list[str], called: list[list[str]]) -> None:
    assert hook.check(["--locked", *words]) == 1
    assert called == [["check", "--locked", "--", *checked]]


def test_a_lock_without_a_spec_is_nothing_to_check(called: list[list[str]]) -> None:
    assert hook.check(["gone.finetune.lock.yaml"]) == 0
    assert called == []


@pytest.mark.parametrize(
    ("file", "hooks"),
    [
        ("finetune.yaml", {"gitune-check", "gitune-drift", "gitune-fmt"}),
        ("a/b.finetune.yaml", {"gitune-check", "gitune-drift", "gitune-fmt"}),
        ("finetune.lock.yaml", {"gitune-check", "gitune-drift"}),
        ("a/b.finetune.lock.yaml", {"gitune-check", "gitune-drift"}),
        ("a/gitune.yaml", {"gitune-check", "gitune-drift"}),
        ("bases/lora.yaml", {"gitune-drift"}),
        ("rendered/a/b/gitune-manifest.json", {"gitune-drift"}),
        ("myfinetune.yaml", {"gitune-drift"}),
        ("finetune.yaml.orig", set()),
        ("README.md", set()),
    ],
)
def test_which_hooks_a_file_starts(file: str, hooks: set[str]) -> None:
    assert {name for name, pattern in PATTERNS.items() if pattern.search(file)} == hooks
