"""Bytes to text: the checks that need no YAML parser."""

from __future__ import annotations

import codecs
import re

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.source.limits import SPEC, Limits

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Control characters, and the line breaks of YAML 1.1 that no editor counts as such."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes, file: str, limits: Limits = SPEC) -> tuple[str, Diagnostic | None]:
    """The text without a byte order mark, and what is wrong with it.

    The text is as good as it gets (undecodable bytes replaced) when something is wrong, so that a reporter can show it;
    it is empty when the file is too large or not text at all.
    """
    if len(data) > limits.bytes:
        return "", _too_large(file, limits)
    if data.startswith(_UTF16):
        return "", _utf16(file)
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return data.decode("utf-8", "replace").removeprefix("\ufeff"), _not_utf8(data, error.start, file)
    found = _FORBIDDEN.search(text)
    return text, _forbidden(text, found, file) if found else None


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a character; line breaks are those of YAML 1.2: LF, CRLF, CR."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _too_large(file: str, limits: Limits) -> Diagnostic:
    return _diagnostic("GT003", f"the file is larger than {limits.bytes >> 20} MiB", (1, 1), file, limits.hint)


def _utf16(file: str) -> Diagnostic:
    return _diagnostic("GT002", "the file is UTF-16, not UTF-8", (1, 1), file, "save the file as UTF-8")


def _not_utf8(data: bytes, start: int, file: str) -> Diagnostic:
    place = place_of(data[:start].decode("utf-8").removeprefix("\ufeff"), start)
    message = f"the byte 0x{data[start]:02x} is not UTF-8 text"
    return _diagnostic("GT002", message, place, file, "save the file as UTF-8")


def _forbidden(text: str, found: re.Match[str], file: str) -> Diagnostic:
    number = ord(found[0])
    if number == 0:
        message, hint = "the file holds a NUL character", "save the file as UTF-8 text"
    else:
        message = f"the invisible character U+{number:04X} may not stand in the file as it is"
        hint = f'remove it, or write it as "\\u{number:04x}" in double quotes'
    return _diagnostic("GT014", message, place_of(text, found.start()), file, hint)


def _diagnostic(code: str, message: str, place: tuple[int, int], file: str, hint: str) -> Diagnostic:
    line, column = place
    return Diagnostic(code, severity_of(code), message, Span(file, line, column, line, column + 1), hint=hint)
