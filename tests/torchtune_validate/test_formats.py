"""What the planner says of formats and splits is what `datasets` does, on real files."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gitune.backends.torchtune.dataset import reader
from gitune.plan.datasets import COMPRESSED, SUFFIXES, format_of
from gitune.rules.splits import parse_split
from gitune.spec.dataset import DatasetFormat

pytestmark = pytest.mark.torch

ROWS = [{"input": f"question {number}", "output": f"answer {number}"} for number in range(20)]
PACKERS: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")

    def loader(form: DatasetFormat, **where: Any) -> Any:
        how = reader(form)
        return datasets.load_dataset(how.pop("source"), cache_dir=str(tmp_path / "cache"), **how, **where)

    return loader


def write(path: Path) -> int:
    """Writes the rows in the format of the suffix; the number of rows that are in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix in (".parquet", ".arrow"):
        return _write_table(path)
    if path.suffix == ".json":
        path.write_text(json.dumps(ROWS))
    elif path.suffix in (".jsonl", ".ndjson"):
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    elif path.suffix == ".csv":
        path.write_text("input,output\n" + "".join(f"{row['input']},{row['output']}\n" for row in ROWS))
    elif path.suffix == ".xml":
        path.write_text("<rows>\n\n<row/>\n</rows>\n")
        return 1
    else:
        path.write_text("".join(f"{row['input']}\n" for row in ROWS))
    return len(ROWS)


def _write_table(path: Path) -> int:
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # noqa: PLC0415

    table = pa.Table.from_pylist(ROWS)
    if path.suffix == ".parquet":
        pq.write_table(table, path)
    else:
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    return len(ROWS)


def test_the_xml_reader_of_datasets_still_fails(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    write(tmp_path / "rows.xml")
    with pytest.raises(datasets.exceptions.DatasetGenerationError):
        datasets.load_dataset("xml", data_files=str(tmp_path / "rows.xml"), cache_dir=str(tmp_path / "cache"))


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_suffix_loads_as_its_format(suffix: str, tmp_path: Path, load: Callable[..., Any]) -> None:
    path = tmp_path / f"rows{suffix}"
    rows = write(path)
    loaded = load(SUFFIXES[suffix], data_files=str(path), split="train")
    assert len(loaded) == rows
    assert loaded.column_names == (["text"] if suffix in (".txt", ".xml") else ["input", "output"])


@pytest.mark.parametrize("packed", sorted(PACKERS))
@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl", ".txt", ".xml"])
def test_packed_files_load(suffix: str, packed: str, tmp_path: Path, load: Callable[..., Any]) -> None:
    plain = tmp_path / f"rows{suffix}"
    rows = write(plain)
    path = tmp_path / f"packed{suffix}{packed}"
    path.write_bytes(PACKERS[packed](plain.read_bytes()))
    form = format_of(path.name)
    assert form is not None
    assert packed in COMPRESSED
    assert len(load(form, data_files=str(path), split="train")) == rows


def test_a_folder_has_the_splits_of_its_file_names(tmp_path: Path, load: Callable[..., Any]) -> None:
    for name in ("train-00000-of-00001.parquet", "test-00000-of-00001.parquet"):
        write(tmp_path / "data" / name)
    (tmp_path / "data" / ".gitune").mkdir()
    (tmp_path / "data" / ".gitune" / "complete.json").write_text("{}")
    assert len(load("parquet", data_dir=str(tmp_path / "data"), split="test[:50%]")) == len(ROWS) // 2


@pytest.mark.parametrize("name", ["train", "all"])
def test_a_single_file_is_the_split_train(name: str, tmp_path: Path, load: Callable[..., Any]) -> None:
    write(tmp_path / "test.jsonl")
    if name == "train":
        assert len(load("json", data_files=str(tmp_path / "test.jsonl"), split=name)) == len(ROWS)
    else:
        with pytest.raises(ValueError, match="split"):
            load("json", data_files=str(tmp_path / "test.jsonl"), split="test")


SPLITS = (
    "train[:95%]",
    "train[5:10]",
    "train[-10%:]",
    "train[3:3]",
    "train[:0%]",
    "train[:2]+train[-2:]",
    "train[90%:10%]",
)


@pytest.mark.parametrize("split", SPLITS)
def test_slices_are_empty_when_we_say_so(split: str, tmp_path: Path, load: Callable[..., Any]) -> None:
    write(tmp_path / "rows.jsonl")
    parts = parse_split(split)
    assert not isinstance(parts, str)
    try:
        rows = len(load("json", data_files=str(tmp_path / "rows.jsonl"), split=split))
    except ValueError:
        rows = 0
    assert (rows == 0) == all(part.empty for part in parts)


@pytest.mark.parametrize("split", ["train[0-95%]", "train[", "train[:101%]", "train[]", "", "train+"])
def test_what_we_refuse_datasets_refuses(split: str, tmp_path: Path, load: Callable[..., Any]) -> None:
    write(tmp_path / "rows.jsonl")
    assert isinstance(parse_split(split), str)
    with pytest.raises((ValueError, AssertionError)):
        load("json", data_files=str(tmp_path / "rows.jsonl"), split=split)
