"""The run's name: content-addressed, so that a change is another run and never an edit (docs/identity.md)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from gitune.canonical.digest import canonical_json
from gitune.plan.model import Plan

DIGEST_LENGTH = 8
RUN_NAME_MAX = 33
"""JobSet checks `<run>-dataset-initializer-0-0-abcde` against the 63 characters of a label value (R13)."""


def run_name(
    plan: Plan,
    *,
    runtime: Mapping[str, Any] | None,
    train_job: Mapping[str, Any],
    config: str,
    pins: Mapping[str, Any] | None = None,
) -> str:
    """`<name>-<digest>` over everything that changes what runs, rendered with the placeholder for the name."""
    covered = {
        "config": config,
        "name": plan.name,
        "namespace": plan.namespace,
        "queue": plan.runtime.queue,
        "runtime": runtime,
        "trainJob": train_job,
        # A run without pins keeps the name that it had before there were any.
        **({"pins": pins} if pins else {}),
    }
    digest = hashlib.sha256(canonical_json(covered)).digest()
    return f"{plan.name}-{base64.b32encode(digest).decode().lower()[:DIGEST_LENGTH]}"


def with_run(value: Any, placeholder: PurePosixPath, folder: PurePosixPath) -> Any:
    """A copy of plain data in which the run's folder has its name.

    Only a text that is the folder, or a path below it, changes: a user's text that happens to hold the placeholder
    stays as it is.
    """
    if isinstance(value, str):
        return _moved(value, str(placeholder), str(folder))
    if isinstance(value, dict):
        return {key: with_run(item, placeholder, folder) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [with_run(item, placeholder, folder) for item in value]
    return value


def _moved(text: str, old: str, new: str) -> str:
    return new + text[len(old) :] if text == old or text.startswith(f"{old}/") else text
