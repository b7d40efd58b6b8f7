"""Rows of text files, whole and cut anywhere."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma

import pytest

from gitune.resolve.text_rows import UnreadableError, content_of, text_count, text_sample

ROWS = [{"a": f"ä {number}", "b": number, "c": [number], "d": None} for number in range(20)]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
LIST = json.dumps(ROWS, indent=1).encode()


@pytest.mark.parametrize("data", [LINES, LIST, b"\xef\xbb\xbf" + LINES])
def test_json_in_both_forms(data: bytes) -> None:
    sample = text_sample("json", data, whole=True)
    assert list(sample.rows) == ROWS
    assert sample.types == {"a": "text", "b": "number", "c": "list", "d": "other"}
    assert text_count("json", data) == 20
    assert {column.name: column.empty for column in sample.columns()} == {"a": 0, "b": 0, "c": 0, "d": 20}


@pytest.mark.parametrize("data", [LINES, LIST])
def test_json_that_is_cut_anywhere_has_the_rows_before_the_cut(data: bytes) -> None:
    for end in range(len(data)):
        rows = text_sample("json", data[:end], whole=False).rows
        assert list(rows) == ROWS[: len(rows)]


def test_csv() -> None:
    data = b'a,b,c,d\r\n"x, ""y""\nz",1,,True\r\n2,2.5,w,False\r\n'
    sample = text_sample("csv", data, whole=True)
    assert sample.types == {"a": "text", "b": "number", "c": "text", "d": "boolean"}
    assert sample.rows[0]["a"] == 'x, "y"\nz'
    assert [column.empty for column in sample.columns()] == [0, 0, 1, 0]
    assert text_count("csv", data) == 2
    for end in range(10, len(data)):
        rows = text_sample("csv", data[:end], whole=False).rows
        assert list(rows) == list(sample.rows[: len(rows)])


def test_text_has_a_row_a_line() -> None:
    assert [row["text"] for row in text_sample("text", b"a\r\n\nb", whole=True).rows] == ["a", "", "b"]
    assert [row["text"] for row in text_sample("text", b"a\n\nb", whole=False).rows] == ["a", ""]
    assert text_count("text", b"a\n\nb\n") == 3


@pytest.mark.parametrize(
    ("name", "pack"), [("x.jsonl.gz", gzip.compress), ("x.bz2", bz2.compress), ("x.xz", lzma.compress)]
)
def test_compressed_files_are_unpacked_as_far_as_they_are_there(name: str, pack: object) -> None:
    assert callable(pack)
    packed = pack(LINES)
    assert content_of(packed, name) == (LINES, True)
    content, ended = content_of(packed[:-20], name)
    assert not ended
    assert LINES.startswith(content)


@pytest.mark.parametrize(
    ("form", "data"), [("json", b"[1]"), ("json", b'{"a": '), ("json", b"\xff"), ("json", b"nothing")]
)
def test_what_is_not_in_the_format_is_said(form: str, data: bytes) -> None:
    with pytest.raises(UnreadableError):
        text_sample(form, data, whole=True)


def test_compression_that_cannot_be_read_is_said() -> None:
    with pytest.raises(UnreadableError):
        content_of(b"x", "a.jsonl.zst")
    with pytest.raises(UnreadableError):
        content_of(b"no gzip", "a.jsonl.gz")
