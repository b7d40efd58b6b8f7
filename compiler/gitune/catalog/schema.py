"""JSON Schemas (draft-07, which editors read) of the files that platform teams edit under `runtimes/`.

`python -m gitune.catalog.schema FOLDER` writes them; the published copies stand in `schema/catalog/`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from gitune.catalog.model import AcceleratorEntry, CatalogModel, Images, ModelEntry
from gitune.catalog.upstream import UpstreamRuntimes


class Accelerators(CatalogModel):
    """The whole of `accelerators.yaml`; the loader validates entry by entry."""

    accelerators: tuple[AcceleratorEntry, ...]


FILES: dict[str, tuple[str, type[CatalogModel]]] = {
    "accelerators.schema.json": ("gitune catalog: accelerators", Accelerators),
    "images.schema.json": ("gitune catalog: images", Images),
    "model.schema.json": ("gitune catalog: one model", ModelEntry),
    "upstream.schema.json": ("gitune catalog: Kubeflow's own torchtune runtimes", UpstreamRuntimes),
}


def schemas() -> dict[str, str]:
    """The text of each schema by file name."""
    return {name: _text(title, model) for name, (title, model) in FILES.items()}


def _text(title: str, model: type[CatalogModel]) -> str:
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": "Generated from compiler/gitune/catalog/model.py by `python -m gitune.catalog.schema`.",
    }
    body = head | _draft7(model.model_json_schema()) | {"title": title}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _draft7(node: Any) -> Any:
    """Pydantic writes 2020-12; for these models draft-07 differs in the place of definitions only.

    Its titles go: they repeat the names in another case.
    """
    if isinstance(node, dict):
        kept = {key: value for key, value in node.items() if key != "title" or not isinstance(value, str)}
        return {("definitions" if key == "$defs" else key): _draft7(value) for key, value in kept.items()}
    if isinstance(node, list):
        return [_draft7(value) for value in node]
    return node.replace("#/$defs/", "#/definitions/") if isinstance(node, str) else node


def main(arguments: list[str]) -> int:
    """Write every schema into the folder that is named."""
    folder = Path(*arguments)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
