"""A remote file is read in few stretches, and says the same as a local one."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from gitune.resolve.parquet import parquet_rows, parquet_sample
from gitune.resolve.ranges import RangeFile


class Remote:
    def __init__(self, data: bytes) -> None:
        self.data, self.stretches = data, list[tuple[int, int]]()

    def __call__(self, start: int, end: int) -> bytes:
        self.stretches.append((start, end))
        return self.data[start:end]

    @property
    def read(self) -> int:
        return sum(end - start for start, end in self.stretches)


@given(
    st.binary(max_size=300),
    st.lists(st.tuples(st.integers(-50, 400), st.sampled_from([0, 1, 2]), st.integers(-1, 400)), max_size=10),
)
def test_it_reads_like_a_file(data: bytes, moves: list[tuple[int, int, int]]) -> None:
    remote, local = RangeFile(len(data), Remote(data)), io.BytesIO(data)
    for offset, whence, size in moves:
        if whence == 0 and offset < 0:
            continue
        assert remote.seek(offset, whence) == local.seek(offset, whence)
        assert remote.read(size) == local.read(size)


def written(rows: int, width: int, **options: object) -> bytes:
    import random  # noqa: PLC0415

    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # noqa: PLC0415

    chance, target = random.Random(0), io.BytesIO()
    table = {name: [chance.randbytes(width // 2).hex() for _ in range(rows)] for name in ("a", "b", "c")}
    pq.write_table(pa.table(table), target, compression="none", use_dictionary=False, **options)
    return target.getvalue()


def test_counting_rows_takes_one_request() -> None:
    remote = Remote(written(5000, 200))
    assert parquet_rows(RangeFile(len(remote.data), remote), len(remote.data)) == 5000
    assert remote.stretches == [(len(remote.data) - (64 << 10), len(remote.data))]


def test_a_sample_of_small_row_groups_takes_a_request_each() -> None:
    remote = Remote(written(5000, 200, row_group_size=600))
    sample = parquet_sample(RangeFile(len(remote.data), remote), len(remote.data))
    assert (len(sample.rows), len(remote.stretches)) == (1000, 3)


def test_of_a_large_row_group_only_the_needed_pages_come() -> None:
    remote = Remote(written(40_000, 600, row_group_size=40_000))
    assert len(remote.data) > 64 << 20
    sample = parquet_sample(RangeFile(len(remote.data), remote), len(remote.data))
    assert len(sample.rows) == 1000
    assert remote.read < len(remote.data) / 4
    assert len(remote.stretches) < 20
