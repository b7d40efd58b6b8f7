"""`.pre-commit-hooks.yaml`."""

from __future__ import annotations

from tools.ci.catalog import Catalog
from tools.ci.text import COMMENT, document


def hooks(catalog: Catalog) -> str:
    """Every hook; this repository is their package."""
    return COMMENT + document(
        [{"id": name, **hook, "language": "python", "types": ["text"]} for name, hook in catalog.hooks.items()]
    )
