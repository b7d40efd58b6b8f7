"""What a person sees who writes a spec in an editor: the real yaml-language-server with our schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from editor.client import Editor, Problem
from editor.specs import CURSOR, at_cursor, modeline, spec

METHODS = ["dora", "full", "lora", "qdora", "qlora"]
ADAPTER = ["alpha", "applyToMlp", "applyToOutput", "dropout", "rank", "targetModules"]
OPTIONAL = ["extends", "matrix", "overrides", "runtime", "storage"]


def offered(editor: Editor, text: str) -> list[str]:
    text, line, column = at_cursor(text)
    editor.open(text)
    return editor.completion(line, column)


def shown(editor: Editor, text: str) -> str:
    text, line, column = at_cursor(text)
    editor.open(text)
    return editor.hover(line, column)


def squiggles(editor: Editor, text: str) -> list[Problem]:
    editor.open(text)
    return editor.problems()


def test_fields_of_the_chosen_method(editor: Editor) -> None:
    assert offered(editor, spec(method=f"\n  kind: lora\n  {CURSOR}")) == ADAPTER
    assert offered(editor, spec(method=f"\n  kind: full\n  {CURSOR}")) == []


def test_methods(editor: Editor) -> None:
    assert offered(editor, spec(method=f"\n  kind: {CURSOR}")) == METHODS


def test_a_method_to_fill_in(editor: Editor) -> None:
    assert {"Full", "Lora", "Qlora", "Dora", "Qdora", "kind"} <= set(offered(editor, spec(method=f"\n  {CURSOR}")))
    assert editor.snippet("Qlora") == "kind: qlora"


def test_top_level(editor: Editor) -> None:
    assert offered(editor, spec() + f"\n{CURSOR}\n") == OPTIONAL


def test_an_empty_file_becomes_a_spec(editor: Editor) -> None:
    found = offered(editor, modeline() + f"\n{CURSOR}\n")
    assert {"FineTune", "apiVersion", "dataset", "metadata", "method", "model", "resources", "training"} <= set(found)
    assert editor.snippet("FineTune").startswith("apiVersion: gitune.dev/v1alpha1\nkind: FineTune\nmetadata:")


def test_names_of_the_catalog(editor: Editor) -> None:
    assert "llama3.1-8b-instruct" in offered(editor, spec(model=f"\n  id: {CURSOR}"))
    assert "h100-80gb" in offered(editor, spec(resources=f"\n  accelerator: {CURSOR}"))


def test_choices_beside_automatic(editor: Editor) -> None:
    assert offered(editor, spec(training=f"\n  compile: {CURSOR}")) == ["auto", "false", "true"]


@pytest.mark.parametrize(
    ("text", "title", "words"),
    [
        (spec(method=f"\n  kind: lora\n  r{CURSOR}ank: 8"), "rank", "Rank of the adapter's two matrices."),
        (spec(method=f"\n  k{CURSOR}ind: qlora"), "kind", "QLoRA: LoRA on a base quantized to NF4."),
        (spec(training=f"\n  maxSe{CURSOR}qLen: 8"), "maxSeqLen", "Longest sequence in tokens; longer rows are cut."),
        (spec(storage=f"\n  s{CURSOR}ize: 1Gi"), "size", "Size of the claim."),
    ],
)
def test_hover(editor: Editor, text: str, title: str, words: str) -> None:
    markdown = shown(editor, text)
    assert markdown.startswith(f"#### {title}")
    assert words in markdown
    assert "Example" in markdown


@pytest.mark.parametrize(
    ("text", "under", "message"),
    [
        (spec(method="\n  kind: lora\n  rnk: 8"), "rnk", "Property rnk is not allowed."),
        (spec(method="\n  kind: full\n  rank: 8"), "rank", "Property rank is not allowed."),
        (spec(method="\n  kind: lorra"), "lorra", 'Value must be "full" | "lora" | "qlora" | "dora" | "qdora".'),
        (spec(dataset="\n  source: hf://a/b\n  kind: table"), "table", 'Valid values: "instruct", "chat", "text".'),
        (spec(metadata="\n  name: Support_Bot"), "Support_Bot", "takes lower-case letters, digits and `-`"),
        (spec(resources="\n  accelerator: cpu\n  nodes: 0"), "0", "Value is below the minimum of 1."),
    ],
)
def test_squiggle(editor: Editor, text: str, under: str, message: str) -> None:
    found = squiggles(editor, text)
    assert [problem.text for problem in found] == [under]
    assert message in found[0].message


EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/finetune.yaml"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.parent.name)
def test_no_squiggle_in_an_example(editor: Editor, example: Path) -> None:
    text = example.read_text(encoding="utf-8")
    assert squiggles(editor, text.replace("../../schema", str(example.parents[2] / "schema"))) == []
