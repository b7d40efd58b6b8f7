"""A pre-commit hook gets the files of a commit; `gitune check` takes specs and folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gitune.cli.boundary import run
from gitune.cli.exits import FINE

_PROJECT, _LOCK = "gitune.yaml", ".lock.yaml"


def check(words: Sequence[str]) -> int:
    """Checks what changed: a spec, the spec of a lock, every spec of a project file."""
    files = list(dict.fromkeys(path for word in words if not word.startswith("-") for path in _checked(Path(word))))
    options = [word for word in words if word.startswith("-")]
    return run(["check", *options, "--", *files]) if files else FINE


def _checked(file: Path) -> Iterator[str]:
    if file.name == _PROJECT:
        yield str(file.parent)
        return
    stem = file.name.removesuffix(_LOCK)
    names = (file.name,) if stem == file.name else (f"{stem}.yaml", f"{stem}.yml")
    yield from (str(spec) for name in names if (spec := file.with_name(name)).is_file())
