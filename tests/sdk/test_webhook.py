"""No run that compiles is refused by Kubeflow's webhook, and every refusal of the webhook is one of ours."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from gitune.catalog.load import load_catalog
from gitune.compiler import compile_spec
from gitune.project.model import Project
from gitune.source.read import read
from sdk.webhook import complaints, config_of

CATALOG = load_catalog()
RUNTIMES = list(CATALOG.upstream.runtimes)
METHODS = ["full", "lora", "qlora", "dora", "qdora"]
SHAPES: list[dict[str, Any]] = [
    {"accelerator": "h100-80gb", **gpus, **nodes}
    for gpus, nodes in product(
        ({}, {"gpusPerNode": 1}, {"gpusPerNode": 2}, {"gpusPerNode": 8, "cpu": "32"}), ({}, {"nodes": 1}, {"nodes": 2})
    )
]
SLICES: list[dict[str, Any]] = [
    {"accelerator": "h100-80gb", "mig": "1g.10gb", "gpusPerNode": 1, **cpu} for cpu in ({}, {"cpu": "8"})
]


def compiled(runtime: str, method: str, resources: dict[str, Any], trainer: str) -> dict[str, Any] | None:
    spec = {
        "apiVersion": "gitune.dev/v1alpha1",
        "kind": "FineTune",
        "metadata": {"name": "grid"},
        "model": {"id": CATALOG.upstream.runtimes[runtime].models[0]},
        "dataset": {"source": "hf://tatsu-lab/alpaca/data", "kind": "instruct"},
        "method": {"kind": method},
        "training": {"globalBatchSize": 64, "maxSeqLen": 1024},
        "resources": resources,
        "runtime": {"scope": "existing", "name": runtime},
    }
    document = read(json.dumps(spec).encode(), "finetune.yaml").document
    assert document is not None
    project = Project.model_validate({"target": {"trainer": trainer}})
    found = compile_spec(document, project, CATALOG)
    if not found.ok or found.rendered is None:
        return None
    return dict(found.rendered.file("trainjob.yaml").documents[0])


@pytest.mark.parametrize("trainer", ["2.1", "2.2", "2.3"])
@pytest.mark.parametrize("runtime", RUNTIMES)
def test_the_webhook_takes_what_compiles(runtime: str, trainer: str) -> None:
    """And torchtune has the config that Trainer then puts together."""
    old = trainer != "2.3"
    taken = 0
    for method, resources in product(METHODS, [*SHAPES, *SLICES]):
        job = compiled(runtime, method, resources, trainer)
        if job is None:
            continue
        taken += 1
        own = CATALOG.upstream.runtimes[runtime].gpus or 0
        said = complaints(job, own, old=trainer == "2.1")
        assert said == [], (method, resources)
        wanted = job["spec"]["trainer"]
        gpus = int(wanted.get("resourcesPerNode", {"limits": {}})["limits"].get("nvidia.com/gpu", 0))
        counted = own if "resourcesPerNode" not in wanted else gpus
        processes = wanted.get("numProcPerNode", 1 if counted == 0 else "auto")
        nodes = wanted.get("numNodes", 1)
        assert config_of(runtime, nodes, processes, counted, wanted["args"], old=old) in CATALOG.upstream.configs
    assert taken


def naive(runtime: str, method: str, resources: dict[str, Any]) -> dict[str, Any]:
    """What a person would send who knows the fields of a TrainJob, and no more."""
    quantized, dora = method in ("qlora", "qdora"), method in ("dora", "qdora")
    args = [] if method == "full" else ["model.lora_attn_modules=[q_proj]"]
    args += ["model.quantize_base=True"] * quantized + ["model.use_dora=True"] * dora
    trainer: dict[str, Any] = {"args": args, "numNodes": resources.get("nodes", 1)}
    if "gpusPerNode" in resources:
        trainer["resourcesPerNode"] = {"limits": {"nvidia.com/gpu": resources["gpusPerNode"]}}
    return {"spec": {"runtimeRef": {"name": runtime}, "trainer": trainer}}


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_what_the_webhook_refuses_does_not_compile(runtime: str) -> None:
    refused = [
        (method, resources)
        for method, resources in product(METHODS, SHAPES)
        if complaints(naive(runtime, method, resources), CATALOG.upstream.runtimes[runtime].gpus or 0)
    ]
    assert refused
    for method, resources in refused:
        assert compiled(runtime, method, resources, "2.3") is None, (method, resources)


def test_an_argument_of_the_runtime_is_refused() -> None:
    job = naive(RUNTIMES[0], "full", {})
    job["spec"]["trainer"]["args"] = ["output_dir=/workspace/x"]
    assert complaints(job, 2) == ["output_dir=/workspace/x is immutable"]
