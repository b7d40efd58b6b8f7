"""Each mistake as a pair: a spec (`.yaml`, or `.bin` where it is no text) and the exact report (`.out`).

A case may have a lock beside it (`.lock`). What nothing pins (GT402) is said in the cases of that code alone.

A new case is a new file; `pytest tests/diagnostics --update` writes its report, which is then read and committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.catalog.load import load_catalog
from gitune.catalog.model import Catalog
from gitune.diagnostics.model import Diagnostic
from gitune.diagnostics.report import REPORTERS, Options
from gitune.lock.read import ReadLock, read_lock
from gitune.project.model import Project
from gitune.source import read
from support.families import compiled

FOLDER = Path(__file__).parent
CASES = sorted(file for file in FOLDER.iterdir() if file.suffix in {".yaml", ".bin"})
SHOWN_AS = "finetune.yaml"
LOCK_SHOWN_AS = "finetune.lock.yaml"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def report_of(case: Path, catalog: Catalog) -> str:
    result, lock = read(case.read_bytes(), SHOWN_AS), lock_of(case)
    diagnostics = result.diagnostics + lock.diagnostics
    if result.document is not None:
        diagnostics += compiled(result.document, Project(), catalog, lock.lock).diagnostics
    if not case.stem.startswith("gt402"):
        diagnostics = tuple(diagnostic for diagnostic in diagnostics if diagnostic.code != "GT402")
    texts = {SHOWN_AS: result.text, LOCK_SHOWN_AS: lock.text}
    return REPORTERS["text"](tuple(sorted(diagnostics, key=Diagnostic.sort_key)), texts, Options(width=100))


def lock_of(case: Path) -> ReadLock:
    file = case.with_suffix(".lock")
    return read_lock(file.read_bytes(), LOCK_SHOWN_AS) if file.is_file() else ReadLock(None, (), "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_report(case: Path, catalog: Catalog, update: bool) -> None:
    expected = case.with_suffix(".out")
    report = report_of(case, catalog)
    if update:
        expected.write_text(report, encoding="utf-8")
    assert report == expected.read_text(encoding="utf-8")
    assert report, "the case gives no diagnostic"


def test_every_report_has_its_case() -> None:
    stems = [case.stem for case in CASES]
    assert len(set(stems)) == len(stems)
    assert sorted(file.stem for file in FOLDER.glob("*.out")) == sorted(stems)
