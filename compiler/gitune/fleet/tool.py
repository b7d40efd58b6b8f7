"""What gitune itself is made of: whoever changes it gets other bytes."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from gitune import __version__
from gitune.data import data_folder

_LIBRARIES = ("pydantic", "pydantic_core", "ruamel.yaml", "jsonschema_rs")
"""What decides how a spec is read and checked."""


def tool_folders() -> tuple[Path, ...]:
    """Our code and the data that travels with it."""
    package = Path(__file__).parents[1]
    data = (data_folder("runtimes"), data_folder("schema"))
    return (package, *(folder for folder in data if not folder.is_relative_to(package)))


def versions() -> tuple[str, ...]:
    """gitune's, Python's and those of everything that is installed beside the libraries."""
    installed = sorted({name for folder in _homes() for name in os.listdir(folder) if name.endswith(".dist-info")})
    return (__version__, sys.version, sys.platform, *installed)


def _homes() -> Iterator[str]:
    """The folders that the libraries are installed in; asking for their versions would import them."""
    for library in _LIBRARIES:
        spec = importlib.util.find_spec(library)
        if spec is not None and spec.origin is not None:
            yield os.path.dirname(os.path.dirname(spec.origin)).removesuffix("/ruamel")
