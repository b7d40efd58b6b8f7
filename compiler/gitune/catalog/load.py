"""Reads one or more `runtimes/` folders into a `Catalog`.

Texts are read at once and parsed when first asked for, so that a compile pays for the one model that it names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from gitune.catalog.lazy import LazyMapping
from gitune.catalog.model import (
    AcceleratorEntry,
    Catalog,
    CatalogModel,
    Images,
    ModelEntry,
    Parameter,
    RecipeEntry,
    TorchtuneData,
    Upstream,
)
from gitune.data import data_folder
from gitune.source import SourceError, load_plain

if TYPE_CHECKING:
    from gitune.catalog.upstream import UpstreamRuntime

M = TypeVar("M", bound=CatalogModel)
R = TypeVar("R")

RUNTIME = "torchtune/clustertrainingruntime.yaml"
UPSTREAM = "upstream"


class CatalogError(Exception):
    """A file of the catalog is missing or wrong: platform teams edit it, so it is their mistake and not ours."""

    def __init__(self, file: Path, message: str) -> None:
        super().__init__(f"{file}: {message}")
        self.file = file
        self.message = message


def default_root() -> Path:
    """The catalog that gitune ships."""
    return data_folder("runtimes")


def load_catalog(roots: Sequence[Path] = ()) -> Catalog:
    """Read the catalog below `roots`, or the shipped one when none is given.

    A later root adds models and accelerators or replaces them by id, and replaces whole files of the other kinds.
    Raises `CatalogError`: here for what cannot be read, on access for an entry that is wrong.
    """
    roots = roots or (default_root(),)
    for root in roots:
        if not root.is_dir():
            raise CatalogError(root, "no such folder")
    return Catalog(
        models=_models(roots),
        accelerators=_accelerators(roots),
        images=_entry(Images, _last(roots, "images.yaml")),
        torchtune=_torchtune(roots),
        base_runtime=_lazy_file(_last(roots, RUNTIME), _yaml, lambda _, value: value),
        upstream=_upstream(roots),
    )


def _models(roots: Sequence[Path]) -> LazyMapping[ModelEntry]:
    files = {file.stem: file for root in roots for file in sorted((root / "models").glob("*.yaml"))}
    texts = {name: (file, _text(file)) for name, file in sorted(files.items())}

    def parse(name: str, source: tuple[Path, str]) -> ModelEntry:
        file, text = source
        model = _validated(ModelEntry, _yaml(file, text), file)
        if model.id != name:
            raise CatalogError(file, f"id is {model.id!r}, but the file's name says {name!r}")
        return model

    return LazyMapping(lambda: texts, parse)


def _accelerators(roots: Sequence[Path]) -> LazyMapping[AcceleratorEntry]:
    files = [file for root in roots if (file := root / "accelerators.yaml").is_file()]
    if not files:
        raise CatalogError(roots[-1] / "accelerators.yaml", "no such file")
    texts = [(file, _text(file)) for file in files]

    def read() -> dict[str, tuple[Path, Any]]:
        found: dict[str, tuple[Path, Any]] = {}
        for file, text in texts:
            found |= _by_id(file, _yaml(file, text))
        return found

    return LazyMapping(read, lambda _, source: _validated(AcceleratorEntry, source[1], source[0]))


def _by_id(file: Path, content: Any, key: str = "accelerators") -> dict[str, tuple[Path, Any]]:
    entries = content.get(key) if isinstance(content, dict) else None
    if not isinstance(entries, list) or set(content) != {key}:
        raise CatalogError(file, f"a list `{key}` is wanted, and nothing else")
    found: dict[str, tuple[Path, Any]] = {}
    for number, entry in enumerate(entries):
        name = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            raise CatalogError(file, f"{key}[{number}] has no id")
        if name in found:
            raise CatalogError(file, f"two {key} have the id {name!r}")
        found[name] = (file, entry)
    return found


def _upstream(roots: Sequence[Path]) -> Upstream:
    """Kubeflow's own runtimes, of the last root that has them; a catalog without them knows none."""
    file = _last(roots, f"{UPSTREAM}/runtimes.yaml")
    if not file.is_file():
        return Upstream()

    def read() -> dict[str, tuple[Path, Any]]:
        return _by_id(file, _yaml(file, _text(file)), "runtimes")

    return Upstream(
        runtimes=LazyMapping(read, _upstream_runtime),
        configs=_lazy_file(_last(roots, f"{UPSTREAM}/configs.json"), _json, lambda _, value: value),
    )


def _upstream_runtime(_: str, source: tuple[Path, Any]) -> UpstreamRuntime:
    from gitune.catalog.upstream import UpstreamRuntime  # noqa: PLC0415 (hardly any run names one)

    return _validated(UpstreamRuntime, source[1], source[0])


def _torchtune(roots: Sequence[Path]) -> TorchtuneData:
    folders = [folder for root in roots for folder in (root / "torchtune").glob("*.*.*") if folder.is_dir()]
    if not folders:
        raise CatalogError(roots[-1] / "torchtune", "no folder named after a torchtune version")
    folder = max(folders, key=_version)
    return TorchtuneData(
        version=folder.name,
        recipes=_lazy_file(folder / "recipes.json", _json, partial(_recipe, folder / "recipes.json")),
        components=_lazy_file(folder / "components.json", _json, partial(_signature, folder / "components.json")),
    )


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in folder.name.split("."))


def _recipe(file: Path, _: str, raw: Any) -> RecipeEntry:
    return _record(RecipeEntry, raw, file)


def _signature(file: Path, _: str, raw: Any) -> Mapping[str, Parameter]:
    return {name: _record(Parameter, value, file) for name, value in raw.items()}


def _record(kind: Callable[..., R], raw: Any, file: Path) -> R:
    """What tools of ours wrote down: its form is the tests' business, but nothing here is taken on trust."""
    try:
        return kind(**raw)
    except TypeError as error:
        raise CatalogError(file, f"an entry is not as gitune's tools write it: {error}") from error


def _lazy_file(file: Path, read: Callable[[Path, str], Any], parse: Callable[[str, Any], Any]) -> LazyMapping[Any]:
    """One file as a mapping: read when the catalog is loaded where it is small, parsed when asked for."""
    if not file.is_file():
        raise CatalogError(file, "no such file")

    def content() -> Mapping[str, Any]:
        value = read(file, _text(file))
        if not isinstance(value, dict):
            raise CatalogError(file, "a mapping is wanted")
        return value

    return LazyMapping(content, parse)


def _last(roots: Sequence[Path], name: str) -> Path:
    """The file as the last root that has it says; the last root's path where none has."""
    return next((file for root in reversed(roots) if (file := root / name).is_file()), roots[-1] / name)


def _entry(kind: type[M], file: Path) -> M:
    return _validated(kind, _yaml(file, _text(file)), file)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(file, str(error)) from error


def _yaml(file: Path, text: str) -> Any:
    try:
        return load_plain(text, str(file))
    except SourceError as error:
        raise CatalogError(file, str(error).removeprefix(str(file)).lstrip(": ")) from error


def _json(file: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise CatalogError(file, str(error)) from error


def _validated(kind: type[M], raw: Any, file: Path) -> M:
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        problems = (
            f"{'.'.join(str(part) for part in problem['loc']) or 'file'}: {problem['msg']}"
            for problem in error.errors(include_url=False)
        )
        raise CatalogError(file, "; ".join(problems)) from error
