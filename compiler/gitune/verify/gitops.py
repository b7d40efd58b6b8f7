"""What must not stand in a rendered tree, because Flux, Argo CD or Kueue would turn it against the run.

Almost always there is nothing to find: `is_suspect` looks through everything at once as text, and only after a hit are
the objects searched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from gitune.diagnostics.redact import find_tokens

Path = tuple[str | int, ...]

FORBIDDEN: Mapping[str, str] = {
    "creationTimestamp": "the API server's own (R7)",
    "force": "Flux would delete a live object to apply a changed one (R4)",
    "managedBy": "Kueue's own (R7)",
    "suspend": "Kueue's own: Git would start a queued run again and again (R7)",
    "time": "Trainer's own (R7)",
    "ttlSecondsAfterFinished": "GitOps creates again what a TTL deletes, and the run starts once more (R6)",
    "volumeClaimPolicies": "JobSet would delete the volumes with the run (R5)",
    "volumeName": "the API server's own (R7)",
}
"""Fields, and why."""

FREE = frozenset(["annotations", "labels", "matchLabels", "nodeSelector"])
"""Mappings whose keys are a user's, not fields."""

_FORCED = re.compile(r"(?i)toolkit\.fluxcd\.io/force$|\bForce=true\b|\bReplace=true\b")
_TOKEN_MARKS = (
    "hf_", "api_org_", "github_pat_", "ghp_", "gho_", "ghr_", "ghs_", "ghu_", "sk-", "nvapi-", "AKIA", "ASIA",
    "AIza", "xox", "eyJ", "gsk_", "r8_", "xai-", "pplx-", "dapi", "npm_", "pypi-", "dckr_", "ya29.", "GOCSPX-",
    "glpat-", "gldt-", "glrt-", "glptt-", "glft-", "glcbt-", "glimt-", "glsoat-", "glagent-",
    "AccountKey=", "AccessKey=", "sig=", "_v1_", "hvs.", "hvb.", "glsa_", "AGE-SECRET", "xapp-", "services/T", "SG.",
    "k_live_", "k_test_", "whsec_", "earer ", "PRIVATE KEY", "wandb login",
)  # fmt: skip
_PASSWORD_MARK = re.compile(r"://[^/\s\"]*@")
_SUSPECT = ("${", "orce", "eplace=", *_TOKEN_MARKS, *(f'"{key}":' for key in FORBIDDEN))
"""One of these stands in the text of whatever has a fault; to look for tokens themselves takes twenty times as long."""


def is_suspect(data: object) -> bool:
    """Whether anything in plain data may have a fault; False is certain."""
    text = json.dumps(data)
    return any(suspect in text for suspect in _SUSPECT) or _PASSWORD_MARK.search(text) is not None


def gitops_faults(document: Mapping[str, Any], *, config: bool) -> Iterator[tuple[Path, str]]:
    """Every such place and what is wrong with it. A backend's `config` has fields of its own: only its texts count."""
    yield from _faults(document, (), fields=not config)


def _faults(value: Any, path: Path, *, fields: bool) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield from _text_faults(value, path)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            below = (*path, key)
            if fields and key in FORBIDDEN:
                yield below, f"must not be set: {FORBIDDEN[key]}"
            yield from _text_faults(key, below)
            yield from _faults(item, below, fields=fields and key not in FREE)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _faults(item, (*path, index), fields=fields)


def _text_faults(text: str, path: Path) -> Iterator[tuple[Path, str]]:
    if "${" in text:
        yield path, "holds `${`, which Flux would take for a variable (R8)"
    if "metadata" in path and _FORCED.search(text):
        yield path, "must not ask for force: a live object would be deleted (R4)"
    if any(find_tokens(text)):
        yield path, "holds what looks like a token; a secret is only ever named (R11)"
