"""Where a spec's lock stands."""

from __future__ import annotations

_SUFFIX = ".lock.yaml"


def lock_name(spec: str) -> str:
    """Name of the lock beside a spec of that name: `finetune.yaml` and `x.finetune.yaml` have one each."""
    stem = spec.removesuffix(".yaml").removesuffix(".yml")
    return f"{stem}{_SUFFIX}"


def is_lock_name(name: str) -> bool:
    """Whether a file of this name is a lock."""
    return name.endswith(_SUFFIX)
