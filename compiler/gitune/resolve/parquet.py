"""Parquet and Arrow: columns come from the schema, rows from a few requests."""

from __future__ import annotations

from typing import Any

from gitune.resolve.ranges import TAIL, RangeFile
from gitune.resolve.rows import SAMPLE, ColumnType, Row, Sample

_LARGEST_GROUP = 16 << 20
"""A row group up to this size comes with one request; of a larger one only the needed pages do."""


def parquet_rows(file: RangeFile, size: int) -> int:
    """The rows of a file, from its footer."""
    return int(_opened(file, size).metadata.num_rows)


def parquet_sample(file: RangeFile, size: int) -> Sample:
    """The first rows of a file."""
    opened = _opened(file, size)
    rows: list[Row] = []
    for group in range(opened.metadata.num_row_groups):
        start, end = _extent(opened.metadata.row_group(group))
        if end - start <= _LARGEST_GROUP:
            file.ahead(start, end)
        for batch in opened.iter_batches(batch_size=SAMPLE - len(rows), row_groups=[group], use_threads=False):
            rows += batch.to_pylist()
            break
        if len(rows) >= SAMPLE:
            break
    return Sample({field.name: _type(field.type) for field in opened.schema_arrow}, rows[:SAMPLE])


def arrow_sample(file: RangeFile) -> Sample:
    """The first rows of an Arrow file or stream."""
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415

    rows: list[Row] = []
    reader: Any
    try:
        reader = pa.ipc.open_file(file)
        batches = (reader.get_batch(index) for index in range(reader.num_record_batches))
    except pa.ArrowInvalid:
        file.seek(0)
        reader = pa.ipc.open_stream(file)
        batches = iter(reader)
    for batch in batches:
        rows += batch.slice(0, SAMPLE - len(rows)).to_pylist()
        if len(rows) >= SAMPLE:
            break
    return Sample({field.name: _type(field.type) for field in reader.schema}, rows)


def _opened(file: RangeFile, size: int) -> Any:
    from pyarrow.parquet import ParquetFile  # type: ignore[import-untyped]  # noqa: PLC0415

    file.ahead(size - TAIL, size)
    return ParquetFile(file, pre_buffer=False, buffer_size=1 << 20)


def _extent(group: Any) -> tuple[int, int]:
    """Where a row group stands in the file."""
    columns = [group.column(index) for index in range(group.num_columns)]
    starts = [min(filter(None, (c.dictionary_page_offset, c.data_page_offset)), default=0) for c in columns]
    ends = [start + c.total_compressed_size for start, c in zip(starts, columns, strict=True)]
    return min(starts, default=0), max(ends, default=0)


def _type(kind: Any) -> ColumnType:
    import pyarrow as pa  # noqa: PLC0415

    types = pa.types
    if types.is_dictionary(kind):
        return _type(kind.value_type)
    if types.is_boolean(kind):
        return "boolean"
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return "number"
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return "text"
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return "list"
    return "object" if types.is_struct(kind) or types.is_map(kind) else "other"
