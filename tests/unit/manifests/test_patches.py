"""An installed base runtime and a TrainJob's patches make the pods that a runtime of the run's own has."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitune.project.model import Target, TrainerVersion
from support.kustomize import pods
from support.runs import catalog, document, plan, rendered, runtime
from support.variants import FULL, TRAINERS, projects, with_claims


def merged(pod: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """Kubernetes' strategic merge, as far as the patches use it."""
    made = {**pod, **patch}
    made["volumes"] = by(pod["volumes"], patch["volumes"], "name")
    (container,), (patched,) = pod["containers"], patch["containers"]
    mounts = by(container["volumeMounts"], patched["volumeMounts"], "mountPath")
    return made | {"containers": [{**container, **patched, "volumeMounts": mounts}]}


def by(old: list[dict[str, Any]], new: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    entries = {entry[key]: entry for entry in old}
    for entry in new:
        known = entries.get(entry[key], {})
        assert set(known) <= set(entry), "merging would leave two sources in one volume"
        entries[entry[key]] = {**known, **entry}
    return list(entries.values())


def without_what_no_patch_says(pod: dict[str, Any]) -> dict[str, Any]:
    (container,) = pod["containers"]
    bare = {key: value for key, value in container.items() if key != "image"}
    return {key: value for key, value in pod.items() if key != "automountServiceAccountToken"} | {"containers": [bare]}


@pytest.mark.parametrize("trainer", TRAINERS)
def test_a_patched_runtime_is_like_one_s_own(trainer: TrainerVersion) -> None:
    of = with_claims(plan(), "rows", plan().storage.claim)
    project = projects()["default"].model_copy(update={"target": Target(trainer=trainer)})
    installed = rendered(of._replace(runtime=runtime(scope="existing", name="x", **FULL)), project)
    spec = document(installed, "TrainJob")["spec"]
    if trainer == "2.1":
        patches = {entry["targetJobs"][0]["name"]: entry["spec"] for entry in spec["podTemplateOverrides"]}
    else:
        (patch,) = spec["runtimePatches"]
        jobs = patch["trainingRuntimeSpec"]["template"]["spec"]["replicatedJobs"]
        patches = {job["name"]: job["template"]["spec"]["template"]["spec"] for job in jobs}
    one = rendered(of._replace(runtime=runtime(**FULL)))
    own = pods(dict(document(one, "ClusterTrainingRuntime")))
    renamed = json.loads(json.dumps(own).replace(one.run_name, installed.run_name))
    for step, base in pods(dict(catalog().base_runtime)).items():
        made = without_what_no_patch_says(merged(base, patches[step]))
        assert made == without_what_no_patch_says(renamed[step])
