"""JSON, CSV and plain text: rows from the beginning of a file, which may break off anywhere."""

from __future__ import annotations

import bz2
import csv
import io
import json
import lzma
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from gitune.resolve.rows import SAMPLE, ColumnType, Row, Sample, types_of_values

_MOST_UNPACKED = 256 << 20
_BLANK = " \t\r\n,"


class UnreadableError(ValueError):
    """The bytes are not what the format says."""


def unpacked(data: bytes, name: str, limit: int) -> tuple[bytes, bool]:
    """The content of a compressed file's beginning, and whether that is all of it.

    Raises:
        UnreadableError: a form of compression that Python's own library cannot read, or broken data.
    """
    suffix = name.lower().rpartition(".")[2]
    openers: dict[str, Callable[[], Any]] = {
        "gz": lambda: zlib.decompressobj(31),
        "bz2": bz2.BZ2Decompressor,
        "xz": lzma.LZMADecompressor,
    }
    if suffix == "zst":
        raise UnreadableError("zstandard is not read here")
    if suffix not in openers:
        return data, True
    reader = openers[suffix]()
    try:
        content = reader.decompress(data, limit)
    except (zlib.error, OSError, lzma.LZMAError) as error:
        raise UnreadableError(str(error)) from None
    return content, bool(reader.eof)


def text_sample(form: str, data: bytes, *, whole: bool) -> Sample:
    """The first rows. Where the data is only a beginning, a row that may have been cut is left out."""
    rows = list(islice(_ROWS[form](_decoded(data, whole=whole), whole), SAMPLE))
    types: dict[str, ColumnType]
    types = {"text": "text"} if form == "text" else types_of_values(rows)
    if form == "csv":  # a column of numbers and words is one of words
        types = {name: "text" if _has_words(rows, name) else kind for name, kind in types.items()}
    return Sample(types, rows)


def _has_words(rows: list[Row], name: str) -> bool:
    return any(isinstance(row.get(name), str) for row in rows)


def text_count(form: str, data: bytes) -> int:
    """The rows of a whole file."""
    return sum(1 for _ in _ROWS[form](_decoded(data, whole=True), True))


def content_of(data: bytes, name: str) -> tuple[bytes, bool]:
    """A file's bytes, unpacked up to a bound."""
    return unpacked(data, name, _MOST_UNPACKED)


def _decoded(data: bytes, *, whole: bool) -> str:
    try:
        return data.decode("utf-8-sig") if whole else data.decode("utf-8-sig", errors="ignore")
    except UnicodeDecodeError as error:
        raise UnreadableError("not UTF-8 text") from error


def _json_rows(text: str, whole: bool) -> Iterator[Row]:
    """Objects one after the other, as JSON lines have them, or those of one list."""
    decoder, position = json.JSONDecoder(), 0
    end = len(text)
    while position < end and text[position] in _BLANK:
        position += 1
    listed = text[position : position + 1] == "["
    position += listed
    while True:
        while position < end and text[position] in _BLANK:
            position += 1
        if position >= end or (listed and text[position] == "]"):
            return
        try:
            row, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            if whole:
                raise UnreadableError("not JSON") from None
            return
        if not isinstance(row, dict):
            raise UnreadableError("a row is no JSON object")
        yield row


def _csv_rows(text: str, whole: bool) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    previous: Row | None = None
    try:
        for raw in reader:
            if previous is not None:
                yield previous
            previous = {name: _csv_value(raw.get(name)) for name in reader.fieldnames or ()}
    except csv.Error as error:
        raise UnreadableError(str(error)) from None
    if previous is not None and whole:
        yield previous


def _csv_value(value: str | None) -> str | float | bool | None:
    if value is None or value == "":
        return None
    if value in ("True", "False", "true", "false"):
        return value in ("True", "true")
    try:
        return float(value)
    except ValueError:
        return value


def _text_rows(text: str, whole: bool) -> Iterator[Row]:
    """Every line is a row."""
    lines = text.split("\n")
    last = lines.pop()
    for line in (*lines, last) if whole and last else lines:
        yield {"text": line.removesuffix("\r")}


_ROWS: dict[str, Callable[[str, bool], Iterator[Row]]] = {"csv": _csv_rows, "json": _json_rows, "text": _text_rows}
