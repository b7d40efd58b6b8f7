"""The whole compiler over bytes, and what may never come of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from gitune.catalog.load import load_catalog
from gitune.catalog.model import Catalog
from gitune.compiler import Compilation, compile_spec
from gitune.project.whole import whole_project
from gitune.source import load_plain, read
from support.crds import FOLDER, crd

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/finetune.yaml"))
PAIRS = sorted((ROOT / "tests" / "diagnostics").glob("*.yaml"))

KINDS = ("TrainJob", "ClusterTrainingRuntime", "TrainingRuntime", "FluxKustomization")
OUR_FAULT = ("GT391", "GT392", "GT393")
"""What `verify` says of rendered objects. A spec that could cause it has to be refused by an earlier stage."""


@cache
def catalog() -> Catalog:
    return load_catalog()


@cache
def examples() -> dict[str, Any]:
    return {file.parent.name: load_plain(file.read_text(encoding="utf-8"), str(file)) for file in EXAMPLES}


def compiled(data: bytes) -> Compilation | None:
    """What came of a file; None when it could not be read."""
    document = read(data, "finetune.yaml").document
    return None if document is None else compile_spec(document, whole_project()(), catalog())


def faults(compilation: Compilation | None) -> list[str]:
    """Diagnostics that say that the compiler, not the spec, is wrong."""
    found = compilation.diagnostics if compilation else ()
    return [f"{diagnostic.code} {diagnostic.message}" for diagnostic in found if diagnostic.code in OUR_FAULT]


def refused(compilation: Compilation | None) -> list[str]:
    """What the real CRDs say against the objects of a compilation; nothing where there are no CRDs on this machine."""
    if compilation is None or not FOLDER.is_dir():
        return []
    return [error for kind, made in objects(compilation) if kind in KINDS for error in crd(kind).errors(made)]


def objects(compilation: Compilation) -> Iterator[tuple[str, Any]]:
    """Every Kubernetes object of a compilation, with the name of its schema."""
    for file in compilation.rendered.files if compilation.rendered else ():
        for document in file.documents if file.schema else ():
            yield file.schema or "", document
