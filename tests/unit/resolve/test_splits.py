"""Splits are those that `datasets` finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.plan.reading import split_name
from gitune.resolve.splits import splits_of

CASES = (
    ("train-00000-of-00002.parquet", "train-00001-of-00002.parquet", "test-00000-of-00001.parquet"),
    ("data/train-00000-of-00001.parquet", "data/extra-00000-of-00001.parquet", "data/other.parquet"),
    ("train/a.parquet", "dev/b.parquet", "c.parquet"),
    ("my_train.parquet", "my-eval-1.parquet", "notes.parquet"),
    ("a.parquet", "sub/b.parquet"),
    ("training.parquet", "valid.parquet", "testing.parquet"),
    ("trainer.parquet", "retest.parquet"),
    ("train_test.parquet", "x.parquet"),
    ("en/train.parquet", "en/val.parquet", "de/train.parquet"),
    ("2024.test/a.parquet", "0train0/b.parquet"),
)


@pytest.mark.parametrize("names", CASES)
def test_splits_are_those_of_the_library(tmp_path: Path, names: tuple[str, ...]) -> None:
    from datasets.data_files import DataFilesDict, get_data_patterns  # noqa: PLC0415

    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = DataFilesDict.from_patterns(get_data_patterns(str(tmp_path)), base_path=str(tmp_path))
    expected = {
        str(split): sorted(Path(file).relative_to(tmp_path).as_posix() for file in files)
        for split, files in found.items()
    }
    mine = {split: sorted(set(files)) for split, files in splits_of(sorted(names), str).items()}
    assert mine == {split: sorted(set(files)) for split, files in expected.items()}
    assert list(mine) == list(expected)


@pytest.mark.parametrize(
    ("split", "name"),
    [("train", "train"), ("train[:95%]", "train"), ("train+test", "train"), (" validation[5:]", "validation")],
)
def test_the_split_of_a_spec_names_one_first(split: str, name: str) -> None:
    assert split_name(split) == name
