"""Specs as somebody types them, with a sign where the cursor stands."""

from __future__ import annotations

from pathlib import Path

SCHEMA = Path(__file__).parents[2] / "schema" / "finetune.schema.json"
CURSOR = "‸"
SECTIONS = {
    "metadata": "{name: support-bot}",
    "model": "{id: qwen2.5-0.5b-instruct}",
    "dataset": "{source: hf://tatsu-lab/alpaca/data, kind: instruct}",
    "method": "{kind: full}",
    "training": "{globalBatchSize: 32, maxSeqLen: 1024}",
    "resources": "{accelerator: cpu}",
}


def modeline() -> str:
    return f"# yaml-language-server: $schema={SCHEMA}\n"


def spec(**sections: str) -> str:
    """A whole spec; a section's text stands as it is given."""
    body = "".join(f"{name}: {text}\n" for name, text in (SECTIONS | sections).items())
    return f"{modeline()}apiVersion: gitune.dev/v1alpha1\nkind: FineTune\n{body}"


def at_cursor(text: str) -> tuple[str, int, int]:
    """The text without the cursor, and the cursor's line and column from 0."""
    before, _, after = text.partition(CURSOR)
    return before + after, before.count("\n"), len(before) - before.rfind("\n") - 1
