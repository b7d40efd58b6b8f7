"""`action.yml`: a composite Action. Inputs reach a script through its environment alone."""

from __future__ import annotations

from typing import Any

from tools.ci.catalog import Catalog, Input
from tools.ci.shell import Forge, Scripts
from tools.ci.text import COMMENT, document

_MODULE = '"$GITUNE_PYTHON" -I -m'
_FORGE = Forge(f"{_MODULE} gitune", "GITHUB_BASE_REF")
_PIP = '"$python" -I -m pip install --quiet --disable-pip-version-check'
_FOLDER = "folder=$RUNNER_TEMP/gitune-ci"
_PYTHON = "${{ inputs.python || steps.install.outputs.python }}"
_COMPARABLE = "(inputs.against != '' || github.base_ref != '')"

Step = dict[str, Any]


def action(catalog: Catalog) -> str:
    """The Action's text."""
    scripts = Scripts(catalog, _FORGE)
    steps = [*_installed(catalog), _check(scripts), _sarif(scripts), _drift(scripts), _diff(scripts), _report(scripts)]
    return COMMENT + document(
        {
            "name": catalog.about["name"],
            "description": catalog.about["description"],
            "branding": {"icon": "check-circle", "color": "blue"},
            "inputs": {found.name: _input(found) for found in catalog.inputs_of("github")},
            "outputs": _outputs(),
            "runs": {"using": "composite", "steps": [*steps, _upload(catalog)]},
        }
    )


def _input(found: Input) -> dict[str, Any]:
    default = str(found.default).lower() if isinstance(found.default, bool) else found.default
    return {"description": found.help, "required": False, "default": default}


def _outputs() -> dict[str, Any]:
    outcomes = {
        name: (f"{what}: success, failure or skipped.", f"${{{{ steps.{name}.outcome }}}}")
        for name, what in (("check", "The check"), ("drift", "The comparison of the tree"), ("diff", "The diff"))
    }
    outcomes["diff-file"] = ("File with the diff, in Markdown.", "${{ steps.diff.outputs.file }}")
    outcomes["comment-url"] = ("Address of the comment.", "${{ steps.report.outputs.comment-url }}")
    return {name: {"description": text, "value": value} for name, (text, value) in outcomes.items()}


def _installed(catalog: Catalog) -> list[Step]:
    """Into an environment of its own, from hashes: what the job has on its PATH stays as it is."""
    missing = "inputs.python == ''"
    setup = {
        "name": "Python",
        "id": "python",
        "if": f"${{{{ {missing} && inputs.python-version != '' }}}}",
        "uses": catalog.pins["setup-python"].uses,
        "with": {"python-version": "${{ inputs.python-version }}", "update-environment": False},
    }
    script = [
        "python=$RUNNER_TEMP/gitune-venv/bin/python",
        '"$GITUNE_BASE" -I -m venv "$RUNNER_TEMP/gitune-venv"',
        f'{_PIP} --only-binary :all: --require-hashes --requirement "$GITHUB_ACTION_PATH/ci/requirements.txt"',
        f'{_PIP} --no-deps --no-build-isolation "$GITHUB_ACTION_PATH"',
        'echo "python=$python" >> "$GITHUB_OUTPUT"',
    ]
    base = {"GITUNE_BASE": "${{ steps.python.outputs.python-path || 'python3' }}"}
    return [setup, _step("Install", "install", missing, base, script)]


def _check(scripts: Scripts) -> Step:
    script = [
        _FOLDER,
        'rm -rf "$folder"',
        'mkdir -p "$folder"',
        *scripts.begin("check"),
        f"{scripts.run('check', '--format github')} && exit 0 || status=$?",
        f'{scripts.run("check", "--format markdown")} > "$folder/check.md" || true',
        'exit "$status"',
    ]
    return _asking(scripts, "check", None, script)


def _sarif(scripts: Scripts) -> Step:
    script = [
        "file=$RUNNER_TEMP/gitune-ci/gitune.sarif",
        *scripts.begin("check"),
        f'{scripts.run("check", "--format sarif")} > "$file" || true',
        'test -s "$file"',
        'echo "file=$file" >> "$GITHUB_OUTPUT"',
    ]
    condition = "!cancelled() && inputs.sarif == 'true' && steps.check.outcome != 'skipped'"
    return _step("What code scanning gets", "sarif", condition, _environment(scripts, "check"), script)


def _drift(scripts: Scripts) -> Step:
    script = [
        _FOLDER,
        *scripts.begin("drift"),
        f"{scripts.run('drift', '--format github')} 2>&1 && exit 0 || status=$?",
        f'{scripts.run("drift", "--format concise")} 2> "$folder/drift.txt" || true',
        'exit "$status"',
    ]
    return _asking(
        scripts, "drift", "!cancelled() && inputs.drift == 'true' && steps.check.outcome == 'success'", script
    )


def _diff(scripts: Scripts) -> Step:
    script = [
        "file=$RUNNER_TEMP/gitune-ci/diff.md",
        'echo "file=$file" >> "$GITHUB_OUTPUT"',
        *scripts.begin("diff"),
        f'{scripts.run("diff", """--format github --against="$against" """)} > "$file"',
    ]
    return _asking(scripts, "diff", f"!cancelled() && steps.check.outcome == 'success' && {_COMPARABLE}", script)


def _report(scripts: Scripts) -> Step:
    environment = {
        "GITUNE_PYTHON": _PYTHON,
        **{
            scripts.catalog.inputs[name].variable: f"${{{{ inputs.{name} }}}}"
            for name in ("comment", "comment-author", "token")
        },
    }
    script = [f'{_MODULE} gitune.ci github "$RUNNER_TEMP/gitune-ci"']
    return _step("Say it", "report", "!cancelled() && steps.check.outcome != 'skipped'", environment, script)


def _upload(catalog: Catalog) -> Step:
    return {
        "name": "Upload to code scanning",
        "if": "${{ !cancelled() && steps.sarif.outcome == 'success' }}",
        "continue-on-error": True,
        "uses": catalog.pins["upload-sarif"].uses,
        "with": {"sarif_file": "${{ steps.sarif.outputs.file }}", "category": "gitune"},
    }


def _asking(scripts: Scripts, command: str, condition: str | None, script: list[str]) -> Step:
    asks = scripts.catalog.commands[command].asks
    return _step(asks, command, condition, _environment(scripts, command), script)


def _environment(scripts: Scripts, command: str) -> dict[str, str]:
    """The variables that a script of the command reads."""
    text = "\n".join([*scripts.begin(command), scripts.run(command)])
    used = {f.variable: f"${{{{ inputs.{f.name} }}}}" for f in scripts.catalog.inputs.values() if f.variable in text}
    return {**used, "GITUNE_PYTHON": _PYTHON}


def _step(name: str, key: str, condition: str | None, environment: dict[str, str], script: list[str]) -> Step:
    when = {"if": f"${{{{ {condition} }}}}"} if condition else {}
    return {"name": name, "id": key, **when, "shell": "bash", "env": environment, "run": "\n".join(script) + "\n"}
