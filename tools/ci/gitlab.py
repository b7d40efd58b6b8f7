"""`templates/gitune.yml`: three jobs of a merge request, to be included or used as a CI/CD component."""

from __future__ import annotations

from typing import Any

from tools.ci.catalog import Catalog, Input
from tools.ci.shell import Forge, Scripts
from tools.ci.text import COMMENT, document

_FORGE = Forge("gitune", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
_BRANCH = "refs/heads/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME:refs/remotes/origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
_FETCH = f'git fetch --quiet origin "+{_BRANCH}"'
_INSTALL = "python -I -m pip install --quiet --disable-pip-version-check --root-user-action=ignore"
_QUALITY, _JUNIT = "gl-code-quality-report.json", "gitune-junit.xml"
_OF_JOB = {"image", "stage"}

Job = dict[str, Any]


def template(catalog: Catalog) -> str:
    """The inputs, and the jobs."""
    inputs = {found.name: _input(found) for found in catalog.inputs_of("gitlab")}
    scripts = Scripts(catalog, _FORGE)
    jobs = {
        ".gitune": _common(catalog),
        "gitune-check": _check(scripts),
        "gitune-drift": _drift(scripts),
        "gitune-diff": _diff(scripts),
    }
    return f"{COMMENT}{document({'spec': {'inputs': inputs}})}---\n{document(jobs)}"


def _input(found: Input) -> dict[str, Any]:
    """Switches are words: a variable of a job may not be a boolean."""
    if isinstance(found.default, bool):
        default = str(found.default).lower()
        return {"description": found.help, "options": ["true", "false"], "default": default}
    return {"description": found.help, "default": found.default}


def _common(catalog: Catalog) -> Job:
    """`GIT_DEPTH`: the diff reads the branch that the change goes to."""
    given = [found for found in catalog.inputs_of("gitlab") if found.name not in _OF_JOB]
    return {
        "image": "$[[ inputs.image ]]",
        "stage": "$[[ inputs.stage ]]",
        "timeout": "10 minutes",
        "interruptible": True,
        "rules": [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}],
        "variables": {"GIT_DEPTH": "0", **{f.variable: f"$[[ inputs.{f.name} ]]" for f in given}},
        "before_script": [f"{_INSTALL} $GITUNE_INSTALL", _FETCH],
    }


def _check(scripts: Scripts) -> Job:
    script = [
        *scripts.begin("check"),
        f"{scripts.run('check', '--format gitlab')} > {_QUALITY} || true",
        f"{scripts.run('check', '--format junit')} > {_JUNIT} || true",
        scripts.run("check"),
    ]
    reports = {"codequality": _QUALITY, "junit": _JUNIT}
    return _job(script, {"when": "always", "paths": [_QUALITY, _JUNIT], "reports": reports})


def _drift(scripts: Scripts) -> Job:
    job = _job([*scripts.begin("drift"), scripts.run("drift")])
    wanted = '$CI_PIPELINE_SOURCE == "merge_request_event" && $GITUNE_DRIFT == "true"'
    return {"extends": job.pop("extends"), "rules": [{"if": wanted}], **job}


def _diff(scripts: Scripts) -> Job:
    """Says it in the note also where a spec is broken, or the tree has drifted."""
    script = [
        "rm -rf gitune-ci",
        "mkdir gitune-ci",
        *scripts.begin("diff"),
        f'{scripts.run("diff", """--against="$against" """)} > gitune-ci/diff.md && status=0 || status=$?',
        "if [ ! -s gitune-ci/diff.md ]; then",
        *_indented(scripts.begin("check")),
        f"  {scripts.run('check', '--format markdown')} > gitune-ci/check.md && rm gitune-ci/check.md || true",
        'elif [ "$GITUNE_DRIFT" = true ]; then',
        *_indented(scripts.begin("drift")),
        f"  {scripts.run('drift', '--format concise')} 2> gitune-ci/drift.txt || true",
        "fi",
        "python -I -m gitune.ci gitlab gitune-ci",
        'exit "$status"',
    ]
    return _job(script, {"when": "always", "expose_as": "What a merge will do", "paths": ["gitune-ci/comment.md"]})


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _job(script: list[str], artifacts: dict[str, Any] | None = None) -> Job:
    kept = {"artifacts": artifacts} if artifacts else {}
    return {"extends": ".gitune", "script": ["\n".join(script) + "\n"], **kept}
