"""The runtime that a platform team has installed, for runs of scope `existing`."""

from __future__ import annotations

import json
from typing import Any

from gitune.catalog.load import load_catalog
from gitune.manifests.model import Rendered
from support.runs import document

IMAGE = "registry.example.com/gitune/initializer:1"


def installed_runtime(run: Rendered) -> list[dict[str, Any]]:
    """The catalog's base runtime under the name that the TrainJob gives; nothing where the run brings its own."""
    reference = document(run, "TrainJob")["spec"]["runtimeRef"]
    if any(file.schema == reference["kind"] for file in run.files):
        return []
    made: dict[str, Any] = json.loads(json.dumps(dict(load_catalog().base_runtime)))
    made["kind"] = reference["kind"]
    made["metadata"]["name"] = reference["name"]
    if reference["kind"] == "TrainingRuntime":
        made["metadata"]["namespace"] = run.namespace
    for job in made["spec"]["template"]["spec"]["replicatedJobs"]:
        for container in job["template"]["spec"]["template"]["spec"]["containers"]:
            container["image"] = IMAGE
    return [made]
