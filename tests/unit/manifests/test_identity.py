from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest

from gitune.backends.base import TrainerConfig
from gitune.canonical.yaml import dump_sorted
from gitune.manifests.identity import run_name, with_run
from gitune.manifests.render import render
from gitune.plan.model import RUN_PLACEHOLDER, ImagePlan, Plan
from support.runs import catalog, config, document, plan, project, rendered, runtime

SAME: dict[str, Plan] = {
    "label": plan(labels={"team": "other", "cost-center": "7"}),
    "description": plan(description="Something else."),
    "storage size": plan(storage=plan().storage._replace(size="2Ti")),
    "storage class": plan(storage=plan().storage._replace(class_name="fast")),
    "access modes": plan(storage=plan().storage._replace(access_modes=("ReadWriteMany",))),
    "decisions": plan(decisions=()),
}

OTHER: dict[str, Plan] = {
    "name": plan(name="support-bod"),
    "namespace": plan(namespace="team-b"),
    "claim": plan(storage=plan().storage._replace(claim="shared")),
    "scope": plan(runtime=runtime(scope="namespace")),
    "queue": plan(runtime=runtime(queue="team-a")),
    "node selector": plan(runtime=runtime(nodeSelector={"gpu": "a100"})),
    "restarts": plan(runtime=runtime(maxRestarts=4)),
    "deadline": plan(runtime=runtime(activeDeadline="12h")),
    "env": plan(env={"NCCL_DEBUG": "INFO"}),
    "nodes": plan(devices=plan().devices._replace(nodes=2)),
    "shared memory": plan(devices=plan().devices._replace(shared_memory="16Gi")),
}


@pytest.mark.parametrize("changed", SAME)
def test_what_changes_nothing_that_runs_keeps_the_name(changed: str) -> None:
    assert rendered(SAME[changed]).run_name == rendered().run_name


@pytest.mark.parametrize("changed", OTHER)
def test_what_changes_the_run_changes_its_name(changed: str) -> None:
    assert rendered(OTHER[changed]).run_name != rendered().run_name


def test_the_project_s_flux_settings_change_no_name_and_its_images_do() -> None:
    assert rendered(project=project(flux={"interval": "5m"}, output="out")).run_name == rendered().run_name
    for image in ("trainer", "initializer"):
        other = plan(images=plan().images._replace(**{image: "example.com/x:1"}))
        assert rendered(other).run_name != rendered().run_name


def test_a_learning_rate_is_another_run_and_leaves_the_claim_byte_for_byte() -> None:
    one, two = rendered(), rendered(optimizer={"_component_": "torch.optim.AdamW", "lr": 1e-4})
    assert one.run_name != two.run_name
    claims = [dump_sorted(document(run, "PersistentVolumeClaim")) for run in (one, two)]
    assert claims[0] == claims[1]


def test_the_order_of_the_config_is_part_of_the_run() -> None:
    """The ConfigMap is immutable: other bytes need another name."""
    of = plan()
    made = config(of)
    turned = made._replace(config=dict(reversed(list(made.config.items()))))
    names = [render(of, each, catalog(), project()).rendered for each in (made, turned)]
    assert names[0] is not None
    assert names[1] is not None
    assert names[0].run_name != names[1].run_name


def test_the_digest_is_stable() -> None:
    """A changed definition starts every run of every repository anew: this test is the one that must not be changed."""
    digest: dict[str, Any] = {
        "runtime": {"template": {"spec": {"replicatedJobs": [{"name": "node"}]}}},
        "train_job": {"trainer": {"numNodes": 2, "args": ["recipe", "--config", "x.yaml"]}},
        "config": "seed: 0\nprompt: grüß dich\n",
    }
    assert run_name(plan(), **digest) == "support-bot-37xq54gy"
    assert run_name(plan(), **digest | {"runtime": None}) == "support-bot-fxnwx73t"


def test_the_name_of_a_whole_run_is_stable() -> None:
    """Over a base runtime and images of its own: the catalog may change, what is made of it may not."""
    steps = ("dataset-initializer", "model-initializer", "node")
    jobs = [
        {"name": step, "template": {"spec": {"template": {"spec": {"containers": [{"name": step}]}}}}} for step in steps
    ]
    fixed = catalog()._replace(
        base_runtime={"spec": {"mlPolicy": {"torch": {}}, "template": {"spec": {"replicatedJobs": jobs}}}},
    )
    of = plan(images=ImagePlan("example.com/initializer:1", "example.com/trainer:1", pinned=False))
    result = render(of, config(of), fixed, project())
    assert result.rendered is not None
    assert result.rendered.run_name == "support-bot-bqke4spf"


def test_the_placeholder_gives_way_only_where_it_is_the_run_s_folder() -> None:
    old, new = PurePosixPath("/workspace/output") / RUN_PLACEHOLDER, PurePosixPath("/workspace/output/x-1")
    texts = {
        str(old): str(new),
        f"{old}/logs": f"{new}/logs",
        f"{old}logs": f"{old}logs",
        f"say {RUN_PLACEHOLDER}": f"say {RUN_PLACEHOLDER}",
        f"in {old}": f"in {old}",
    }
    assert with_run({"a": [*texts], "b": (1, None, True)}, old, new) == {"a": [*texts.values()], "b": [1, None, True]}


def test_nothing_rendered_holds_the_placeholder() -> None:
    run = rendered()
    assert RUN_PLACEHOLDER not in "".join(dump_sorted(manifest) for file in run.files for manifest in file.documents)


def test_arguments_get_the_name_too() -> None:
    of = plan()
    made = config(of)._replace(args=("recipe", str(of.output_folder)))
    assert isinstance(made, TrainerConfig)
    result = render(of, made, catalog(), project())
    assert result.rendered is not None
    trainer = document(result.rendered, "TrainJob")["spec"]["trainer"]
    assert trainer["args"][1] == f"/workspace/output/{result.rendered.run_name}"
