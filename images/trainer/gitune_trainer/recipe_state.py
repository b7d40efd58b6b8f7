"""How many epochs torchtune's recipe_state.pt stands for, read without torch and without running its pickle."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path
from typing import Any


class _Ignored:
    """Stands for every tensor and object in the file."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __setstate__(self, _: object) -> None: ...

    def __setitem__(self, _: object, __: object) -> None: ...


class _Unpickler(pickle.Unpickler):
    """Builds containers, numbers and strings; imports and calls nothing that the file names."""

    def find_class(self, _module: str, _name: str) -> type[_Ignored]:
        return _Ignored

    def persistent_load(self, _pid: object) -> _Ignored:
        return _Ignored()


def epochs_run(path: Path) -> int | None:
    """Whole epochs behind the state at ``path``; None when there is none or it is cut off."""
    try:
        with zipfile.ZipFile(path) as archive:
            name = next(entry for entry in archive.namelist() if entry.endswith("data.pkl"))
            state: Any = _Unpickler(io.BytesIO(archive.read(name))).load()
    except (OSError, zipfile.BadZipFile, StopIteration, pickle.UnpicklingError, EOFError, AttributeError):
        return None
    epochs = state.get("epochs_run") if isinstance(state, dict) else None
    return epochs if isinstance(epochs, int) and epochs > 0 else None
