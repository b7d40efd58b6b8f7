"""The header of a safetensors file, read without torch: enough to know that a file is whole."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from pathlib import Path

LARGEST_HEADER = 100 * 1024 * 1024
"""Bytes; the limit of the reference implementation."""


class BrokenFileError(Exception):
    """The file is not a whole safetensors file; the message says why."""


@dataclass(frozen=True)
class Header:
    """Names and sizes of the tensors in one file."""

    tensors: tuple[str, ...]
    elements: int


def read(path: Path) -> Header:
    """Read the header of ``path`` and compare it with the file's size; raises `BrokenFileError`."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = stream.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 0 < length <= min(size - 8, LARGEST_HEADER):
            raise BrokenFileError("it is not a safetensors file, or is cut off")
        text = stream.read(length)
    try:
        entries = {name: entry for name, entry in json.loads(text).items() if name != "__metadata__"}
        end = max((entry["data_offsets"][1] for entry in entries.values()), default=0)
        elements = sum(math.prod(entry["shape"]) for entry in entries.values())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BrokenFileError("its header cannot be read") from None
    if size != 8 + length + end:
        raise BrokenFileError(f"it has {size} bytes where its header says {8 + length + end}")
    return Header(tuple(entries), elements)


def is_whole(path: Path) -> bool:
    """Whether ``path`` is there and complete."""
    try:
        read(path)
    except (OSError, BrokenFileError):
        return False
    return True
