"""Writes `schema/{base,finetune,lock,policy,policy-cases,project}.schema.json`; `--check` only compares.

python tools/generate_schema.py [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from gitune.catalog.load import load_catalog
from gitune.lock.model import Lock
from gitune.policy.case_model import CasesFile
from gitune.policy.model import PolicyFile
from gitune.project.whole import whole_project
from gitune.spec.finetune import FineTune
from gitune.spec.jsonschema import schema_of
from gitune.spec.partial import base_schema, project_schema

FOLDER = Path(__file__).parents[1] / "schema"


def generated() -> dict[str, str]:
    """Each file's name and text."""
    catalog = load_catalog()
    suggestions = {
        ("model", "id"): sorted(catalog.models),
        ("resources", "accelerator"): sorted(catalog.accelerators),
    }
    finetune = schema_of(FineTune, "finetune", suggestions)
    schemas = {
        "base": base_schema(finetune),
        "finetune": finetune,
        "lock": schema_of(Lock, "lock"),
        "policy": schema_of(PolicyFile, "policy"),
        "policy-cases": schema_of(CasesFile, "policy-cases"),
        "project": project_schema(schema_of(whole_project(), "project"), finetune),
    }
    return {f"{name}.schema.json": json.dumps(schema, indent=2) + "\n" for name, schema in schemas.items()}


def drifted() -> list[Path]:
    """The files that are not what would be written."""
    files = {FOLDER / name: text for name, text in generated().items()}
    return [file for file, text in files.items() if not file.is_file() or file.read_text(encoding="utf-8") != text]


def main(arguments: list[str]) -> int:
    """Exit code 1 when `--check` finds a difference."""
    if "--check" in arguments:
        for file in drifted():
            print(f"{file.name} is not up to date: run tools/generate_schema.py", file=sys.stderr)
        return 1 if drifted() else 0
    for name, text in generated().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
