"""What stands for the quickstart's claim is what its generator makes."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

QUICKSTART = Path(__file__).parents[2] / "examples" / "quickstart"


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(QUICKSTART)
    spec = importlib.util.spec_from_file_location("make_volume", QUICKSTART / "make_volume.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.torch
def test_the_volume_is_made_anew_byte_for_byte(maker: ModuleType, tmp_path: Path) -> None:
    """But for parquet, whose writer puts its version in: of that, the rows."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - only here

    maker.make(tmp_path)
    committed = {p.relative_to(QUICKSTART / "volume"): p for p in (QUICKSTART / "volume").rglob("*") if p.is_file()}
    assert {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()} == committed.keys()
    for name, file in committed.items():
        if name.suffix == ".parquet":
            assert pq.read_table(file).equals(pq.read_table(tmp_path / name))
        else:
            assert file.read_bytes() == (tmp_path / name).read_bytes(), name


def test_rows_are_instructions_with_answers_and_none_stands_twice() -> None:
    rows = [json.loads(line) for line in (QUICKSTART / "volume" / "data" / "train.jsonl").read_text().splitlines()]
    assert all(row.keys() == {"instruction", "answer"} and all(row.values()) for row in rows)
    assert len({row["instruction"] for row in rows}) == len(rows) > 250
