"""The Action as a workflow that could be called: actionlint knows workflows alone."""

from __future__ import annotations

from typing import Any

from tools.ci.text import document


def as_workflow(action: dict[str, Any]) -> str:
    """Its inputs become inputs of a call, its steps those of a job."""
    inputs = {name: {"type": "string", "required": False} for name in action["inputs"]}
    job = {"runs-on": "ubuntu-22.04", "steps": action["runs"]["steps"]}
    return document({"name": "action", "on": {"workflow_call": {"inputs": inputs}}, "jobs": {"action": job}})
