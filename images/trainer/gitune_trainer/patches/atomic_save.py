"""A process killed while it writes recipe_state.pt leaves a run that can neither resume nor say so.

Bug: FullModelHFCheckpointer.save_checkpoint (torchtune/training/checkpointing/_checkpointer.py) writes
``recipe_state/recipe_state.pt`` over the one of the epoch before with `torch.save`; in between there is no state.
Applies: always. `torch.save` to a path writes a file beside it and renames. Changes nothing for file objects.
"""

from __future__ import annotations

import os
from functools import wraps
from pathlib import Path
from typing import Any

import torch

from gitune_trainer.patches.target import Target


def apply(_target: Target) -> None:
    """Replace `torch.save`."""
    write = torch.save

    @wraps(write)
    def save(obj: object, f: Any, *args: Any, **kwargs: Any) -> None:
        if not isinstance(f, str | os.PathLike):
            write(obj, f, *args, **kwargs)
            return
        path = Path(f)
        partial = path.with_name(f".{path.name}.partial")
        write(obj, partial, *args, **kwargs)
        with partial.open("rb+") as stream:
            os.fsync(stream.fileno())
        partial.replace(path)

    torch.save = save
