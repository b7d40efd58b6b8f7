"""Each mistake as a pair: a spec (`.yaml`, or `.bin` where it is no text) and the exact report (`.out`).

A new case is a new file; `pytest tests/diagnostics --update` writes its report, which is then read and committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.catalog.load import load_catalog
from gitune.catalog.model import Catalog
from gitune.compiler import compile_spec
from gitune.diagnostics.report import REPORTERS, Options
from gitune.project.model import Project
from gitune.source import read

FOLDER = Path(__file__).parent
CASES = sorted(file for file in FOLDER.iterdir() if file.suffix in {".yaml", ".bin"})
SHOWN_AS = "finetune.yaml"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def report_of(data: bytes, catalog: Catalog) -> str:
    result = read(data, SHOWN_AS)
    diagnostics = result.diagnostics
    if result.document is not None:
        diagnostics += compile_spec(result.document, Project(), catalog).diagnostics
    return REPORTERS["text"](diagnostics, {SHOWN_AS: result.text}, Options(width=100))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_report(case: Path, catalog: Catalog, update: bool) -> None:
    expected = case.with_suffix(".out")
    report = report_of(case.read_bytes(), catalog)
    if update:
        expected.write_text(report, encoding="utf-8")
    assert report == expected.read_text(encoding="utf-8")
    assert report, "the case gives no diagnostic"


def test_every_report_has_its_case() -> None:
    stems = [case.stem for case in CASES]
    assert len(set(stems)) == len(stems)
    assert sorted(file.stem for file in FOLDER.glob("*.out")) == sorted(stems)
