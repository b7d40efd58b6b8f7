"""What a person sees who writes gitune.yaml or a base in an editor: parts of specs complete as specs do."""

from __future__ import annotations

from pathlib import Path

import pytest

from editor.client import Editor
from editor.specs import CURSOR, SECTIONS, at_cursor

SCHEMA = Path(__file__).parents[2] / "schema"


def offered(editor: Editor, schema: str, text: str) -> list[str]:
    modeline = f"# yaml-language-server: $schema={SCHEMA / schema}.schema.json\n"
    text, line, column = at_cursor(modeline + text)
    editor.open(text)
    return editor.completion(line, column)


def squiggles(editor: Editor, schema: str, text: str) -> list[str]:
    editor.open(f"# yaml-language-server: $schema={SCHEMA / schema}.schema.json\n{text}")
    return [problem.text for problem in editor.problems()]


PROJECT = {
    "defaults": f"defaults:\n  {CURSOR}\n",
    "an environment's spec": f"environments:\n  dev:\n    spec:\n      {CURSOR}\n",
    "an environment's defaults": f"environments:\n  dev:\n    defaults:\n      {CURSOR}\n",
}


@pytest.mark.parametrize("case", PROJECT)
def test_sections_of_a_spec(case: str, editor: Editor) -> None:
    assert {*SECTIONS, "runtime", "storage"} <= set(offered(editor, "project", PROJECT[case]))


def test_fields_of_a_section(editor: Editor) -> None:
    text = f"environments:\n  dev:\n    spec:\n      training:\n        {CURSOR}\n"
    assert {"epochs", "maxSteps", "globalBatchSize"} <= set(offered(editor, "project", text))


def test_paths(editor: Editor) -> None:
    text = f"environments:\n  dev:\n    set:\n      {CURSOR}\n"
    assert {"training.maxSteps", "resources.accelerator", "method.rank"} <= set(offered(editor, "project", text))


def test_fields_of_an_environment(editor: Editor) -> None:
    found = offered(editor, "project", f"environments:\n  dev:\n    {CURSOR}\n")
    assert {"set", "spec", "overlays", "cluster", "requireLock"} <= set(found)
    assert not {"environments", "apiVersion", "kind"} & set(found)


def test_names_of_the_catalog(editor: Editor) -> None:
    assert "h100-80gb" in offered(editor, "base", f"resources:\n  accelerator: {CURSOR}\n")


def test_a_base_needs_nothing(editor: Editor) -> None:
    assert squiggles(editor, "base", "method:\n  rank: 8\ntraining:\n  seed: 1\n") == []


def test_what_is_wrong_in_parts(editor: Editor) -> None:
    assert squiggles(editor, "base", "training:\n  epoch: 1\n") == ["epoch"]
    assert squiggles(editor, "project", "defaults:\n  trainig:\n    seed: 1\n") == ["trainig"]
    text = "environments:\n  dev:\n    set:\n      training.maxStep: 20\n"
    assert squiggles(editor, "project", text) == ["training.maxStep"]
