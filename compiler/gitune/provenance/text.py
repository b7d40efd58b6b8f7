"""Provenance as the bytes of a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args

from gitune.provenance.bom import bill_of_materials
from gitune.provenance.evidence import Evidence
from gitune.provenance.statement import statement

Kind = Literal["in-toto", "cyclonedx"]

KINDS: tuple[Kind, ...] = get_args(Kind)

_MAKERS: Mapping[Kind, Callable[[Evidence], dict[str, Any]]] = {"in-toto": statement, "cyclonedx": bill_of_materials}


def provenance_text(kind: Kind, evidence: Evidence) -> str:
    """JSON, in the order in which people read it; the same evidence gives the same bytes."""
    return json.dumps(_MAKERS[kind](evidence), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
