"""Where the data files are that travel with the compiler."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).parent


def data_folder(name: Literal["runtimes", "schema"]) -> Path:
    """Package data in a wheel, the folder at the top in a checkout."""
    packaged = _PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name
