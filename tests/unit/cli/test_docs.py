"""The reference pages say what the compiler says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from gitune.cli.main import VERBS
from gitune.diagnostics.codes import CODES
from gitune.spec.finetune import FineTune
from gitune.spec.shape import Shape, root

ROOT = Path(__file__).parents[3]
PAGES = json.loads((ROOT / "schema" / "explain.json").read_bytes())


def generator(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.generate_docs", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_what_is_committed_is_what_would_be_written() -> None:
    done = generator("--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_every_code_stands_in_the_page() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert all(code in text and entry.name in text for code, entry in CODES.items())


def test_every_verb_and_exit_code_stands_in_the_page() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert all(f"\n## {verb}\n" in text for verb in VERBS)
    assert all(f"\n| {code} | " in text for code in (0, 1, 2, 3, 130))


def test_every_field_has_a_page() -> None:
    assert paths(root(FineTune), "") <= PAGES["fields"].keys()


def test_every_unit_is_one_of_a_field() -> None:
    sys.path.insert(0, str(ROOT))
    try:
        from tools.reference.units import UNITS  # noqa: PLC0415  tools are no package of the tests
    finally:
        sys.path.remove(str(ROOT))
    assert UNITS.keys() <= {path.rpartition(".")[2] for path in PAGES["fields"]}


def paths(shape: Shape, prefix: str) -> set[str]:
    found: set[str] = set()
    for branch in shape.branches():
        if branch.item is not None:
            found |= paths(branch.item, prefix)
        for name, field in branch.fields().items():
            found |= {f"{prefix}{name}"} | paths(field, f"{prefix}{name}.")
    return found
