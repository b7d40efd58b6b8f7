"""What the manifests of a rendered tree say, against what is there."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from support.trees import tree_bytes

MANIFEST = "gitune-manifest.json"
SHARED = "flux/kustomization.yaml"


def owned_problems(root: Path) -> list[str]:
    """Files that no manifest lists, that are missing, or whose bytes are not those of their hash."""
    files = tree_bytes(root) if root.is_dir() else {}
    listed: dict[str, str] = {}
    for path, data in files.items():
        if path.endswith(f"/{MANIFEST}"):
            listed |= json.loads(data)["files"]
    there = {path: f"sha256:{hashlib.sha256(data).hexdigest()}" for path, data in files.items()}
    own = {path: digest for path, digest in there.items() if not path.endswith(MANIFEST) and path != SHARED}
    return sorted(path for path in {*own, *listed} if own.get(path) != listed.get(path))
