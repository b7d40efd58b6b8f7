"""What Trainer and JobSet would make of a run, for the server's own validation of Jobs and their pods."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from gitune.local.merge import merge

Object = dict[str, Any]


def job_set(job: Object, runtime: Object) -> Object:
    """The JobSet that Trainer creates for a TrainJob; `gitune run` merges the two the same way."""
    metadata = {key: job["metadata"][key] for key in ("name", "namespace")}
    return {
        "apiVersion": "jobset.x-k8s.io/v1alpha2",
        "kind": "JobSet",
        "metadata": metadata,
        "spec": merge(job, runtime),
    }


def jobs(made: Object) -> Iterator[Object]:
    """The Jobs that JobSet creates."""
    for replicated in made["spec"]["replicatedJobs"]:
        template = copy.deepcopy(replicated["template"])
        name = f"{made['metadata']['name']}-{replicated['name']}-0"
        metadata = {**template.get("metadata", {}), "name": name, "namespace": made["metadata"]["namespace"]}
        yield {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": template["spec"]}
