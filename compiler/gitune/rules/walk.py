"""Every text that a person wrote into a spec, with its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitune.diagnostics.model import At, Path
from gitune.spec.finetune import FineTune


def texts(spec: FineTune) -> Iterator[tuple[Path, At, str]]:
    """Path, key or value, and text: values of every field, and the keys of the free mappings among them."""
    yield from _walk(spec.model_dump(by_alias=True, exclude_unset=True), ())


def _walk(value: object, path: Path) -> Iterator[tuple[Path, At, str]]:
    if isinstance(value, str):
        yield path, "value", value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield (*path, key), "key", str(key)
            yield from _walk(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, index))
