"""A list for programs. `formatVersion` rises by its first number when a field goes or changes its meaning."""

from __future__ import annotations

import json
from typing import Any

from gitune.listing.model import Entry, Listing

FORMAT_VERSION = "1.0"


def as_json(listing: Listing) -> str:
    """Everything that the table says, and the counts."""
    data = {
        "formatVersion": FORMAT_VERSION,
        "commit": listing.commit,
        "count": len(listing.entries),
        "gpus": listing.gpus,
        "states": listing.counts(),
        "runs": [_run(entry) for entry in listing.entries],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _run(entry: Entry) -> dict[str, Any]:
    hardware, mistake = entry.hardware, entry.mistake
    return {
        "name": entry.name,
        "environment": entry.environment,
        "state": entry.state,
        "run": entry.run,
        "digest": entry.digest,
        "spec": entry.spec,
        "model": entry.model,
        "method": entry.method,
        "accelerator": hardware.accelerator if hardware else None,
        "mig": hardware.mig if hardware else None,
        "nodes": hardware.nodes if hardware else None,
        "devicesPerNode": hardware.per_node if hardware else None,
        "gpus": hardware.gpus if hardware else None,
        "owners": list(entry.owners),
        "labels": dict(entry.labels),
        "description": entry.description,
        "error": {**mistake._asdict()} if mistake else None,
    }
