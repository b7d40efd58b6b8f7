"""The policy files of a project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gitune.diagnostics.model import Finding
from gitune.policy.names import same_names
from gitune.policy.policy import Policy
from gitune.policy.read import read_policy
from gitune.source.document import Document
from gitune.workspace.model import Inputs
from gitune.workspace.problems import shown, unreadable


def read_policies(root: Path, patterns: Sequence[str], document: Document, inputs: Inputs) -> tuple[Policy, ...] | None:
    """Every policy that the patterns find; None when one of them cannot be used, since then nothing may pass."""
    files: dict[Path, None] = {}
    for index, pattern in enumerate(patterns):
        found = _files(root, pattern)
        if not found:
            hint = "`*` and `?` stand for parts of a name, `**` for whole folders"
            finding = Finding("GT548", f"no policy file fits `{pattern}`", ("policies", index), hint=hint)
            inputs.diagnostics.append(document.resolve(finding))
            return None
        files |= dict.fromkeys(found)
    policies = [_read(file, inputs) for file in files]
    usable = tuple(policy for policy in policies if policy is not None)
    twice = same_names(usable)
    inputs.diagnostics += twice
    return usable if len(usable) == len(policies) and not twice else None


def _files(root: Path, pattern: str) -> list[Path]:
    """None where the pattern is none, or leads through links that never end."""
    try:
        return sorted(file for file in root.glob(pattern) if file.is_file())
    except (OSError, RuntimeError, ValueError):
        return []


def _read(file: Path, inputs: Inputs) -> Policy | None:
    try:
        data = file.read_bytes()
    except OSError as error:
        inputs.diagnostics.append(unreadable(shown(file), error.strerror))
        return None
    result = read_policy(data, shown(file))
    inputs.diagnostics += result.diagnostics
    inputs.texts[shown(file)] = result.text
    return result.policy
