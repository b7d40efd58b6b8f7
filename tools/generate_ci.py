"""Writes `.pre-commit-hooks.yaml`, `action.yml` and `templates/gitune.yml` from `tools/ci/catalog.toml`.

python -m tools.generate_ci            # write
python -m tools.generate_ci --check    # exit 1 when a file is not what would be written
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.ci.action import action
from tools.ci.catalog import load
from tools.ci.gitlab import template
from tools.ci.hooks import hooks

ROOT = Path(__file__).parents[1]


def generated() -> dict[Path, str]:
    """Each file and its text."""
    catalog = load()
    return {
        ROOT / ".pre-commit-hooks.yaml": hooks(catalog),
        ROOT / "action.yml": action(catalog),
        ROOT / "templates" / "gitune.yml": template(catalog),
    }


def drifted() -> list[Path]:
    """The files that are not what would be written."""
    files = generated().items()
    return [file for file, text in files if not file.is_file() or file.read_bytes() != text.encode()]


def main(arguments: list[str]) -> int:
    """Exit code 1 when `--check` finds a difference."""
    if "--check" in arguments:
        found = drifted()
        for file in found:
            print(f"{file.relative_to(ROOT)} is not up to date: run `make generate`", file=sys.stderr)
        return 1 if found else 0
    for file, text in generated().items():
        file.write_bytes(text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
