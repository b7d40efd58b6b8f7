"""Runs on Kubeflow's own torchtune runtimes, from the base spec and changes."""

from __future__ import annotations

from typing import Any

from gitune.backends.base import Configured
from gitune.backends.upstream.backend import Upstream
from gitune.plan.model import Plan
from gitune.plan.planner import plan
from gitune.project.model import Project
from support.specs import catalog, merged, spec

ONE = {"accelerator": "h100-80gb", "gpusPerNode": 1}
TWO = {"accelerator": "h100-80gb", "gpusPerNode": 2}
BASE = {
    "model": {"id": "llama3.2-1b-instruct"},
    "training": {"globalBatchSize": 64, "maxSeqLen": 131072},
    "resources": {"accelerator": "h100-80gb"},
    "runtime": {"scope": "existing", "name": "torchtune-llama3.2-1b"},
}
LARGE = {
    "model": {"id": "llama3.3-70b-instruct"},
    "runtime": {"name": "torchtune-llama3.3-70b"},
}
QWEN = {
    "model": {"id": "qwen2.5-1.5b-instruct"},
    "training": {"maxSeqLen": 32768},
    "runtime": {"name": "torchtune-qwen2.5-1.5b"},
}


def made(trainer: str = "2.3", **changes: Any) -> Plan:
    """The plan, settled. `resources` take the place of the base's whole section where they name an accelerator."""
    wanted = spec(**merged(BASE, changes))
    if "gpusPerNode" not in changes.get("resources", {}):
        resources = {key: value for key, value in merged(BASE, changes)["resources"].items() if key != "gpusPerNode"}
        wanted = wanted.model_copy(update={"resources": type(wanted.resources).model_validate(resources)})
    result = plan(wanted, catalog(), Project.model_validate({"target": {"trainer": trainer}}))
    assert result.plan is not None, result.findings
    assert result.plan.upstream is not None
    return Upstream(result.plan.upstream).settled(result.plan, catalog())


def configured(**changes: Any) -> Configured:
    run = made(**changes)
    assert run.upstream is not None
    return Upstream(run.upstream).configure(run, catalog())


def args(**changes: Any) -> list[str]:
    """The arguments, without those of the base: where the rows are and how they are read."""
    result = configured(**changes)
    assert result.config is not None, result.findings
    assert result.config.command == ("tune", "run")
    base = {"dataset.data_dir=/workspace/dataset/data", "dataset.source=parquet"}
    return [a for a in result.config.args if a not in base and a != "dataset=torchtune.datasets.instruct_dataset"]


def findings(**changes: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(finding.code, finding.path) for finding in configured(**changes).findings]
