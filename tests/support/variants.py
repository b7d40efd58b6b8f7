"""Plans that between them render every field that gitune knows."""

from __future__ import annotations

from typing import Any, get_args

from gitune.plan.model import Plan
from gitune.project.model import Project, TrainerVersion
from support.runs import claim_source, plan, project, runtime

TRAINERS: tuple[TrainerVersion, ...] = get_args(TrainerVersion)

FULL: dict[str, Any] = {
    "nodeSelector": {"gpu": "a100"},
    "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60}],
    "queue": "team-a",
    "serviceAccountName": "trainer",
    "imagePullSecrets": ["registry"],
}
OWN: dict[str, Any] = {"priorityClassName": "training", "activeDeadline": "2d", "maxRestarts": 0}


def with_claims(of: Plan, rows: str, weights: str) -> Plan:
    return of._replace(
        dataset=of.dataset._replace(source=claim_source(rows)),
        model=of.model._replace(source=claim_source(weights, "model")),
    )


def plans() -> dict[str, Plan]:
    base = plan()
    devices = base.devices._replace(
        nodes=12, ephemeral_storage="20Gi", resource_name="nvidia.com/mig-1g.10gb", shared_memory="16Gi"
    )
    nothing = base.devices._replace(device="cpu", resource_name=None, cpu=None, memory=None, devices_per_node=0)
    existing = {"scope": "existing", "name": "gitune-torchtune"}
    env = {"NCCL_DEBUG": "INFO", "WANDB_API_KEY": runtime(env={"A": {"secretRef": {"name": "w", "key": "k"}}}).env["A"]}
    return {
        "cluster": base,
        "cluster-full": base._replace(runtime=runtime(**FULL, **OWN), env=env, devices=devices),
        "cpu": base._replace(devices=nothing),
        "namespace": base._replace(runtime=runtime(scope="namespace")),
        "namespace-full": base._replace(runtime=runtime(scope="namespace", **FULL, **OWN), env=env),
        "existing": base._replace(runtime=runtime(**existing)),
        "existing-full": base._replace(
            runtime=runtime(**existing, kind="TrainingRuntime", **FULL), env=env, devices=devices
        ),
        "claims": with_claims(base, "rows.of.team-a", base.storage.claim),
        "existing-claims": with_claims(base._replace(runtime=runtime(**existing)), "rows", "weights"),
        "shared-claim": base._replace(
            storage=base.storage._replace(claim="shared", owned=False), labels={}, description=None
        ),
        "storage": base._replace(
            storage=base.storage._replace(class_name="fast", access_modes=("ReadWriteMany",), size="500m")
        ),
        "longest": base._replace(name="a" * 24, namespace="n" * 63),
    }


def projects() -> dict[str, Project]:
    return {
        "default": project(),
        "full": project(
            output="out/tree",
            repositoryPath="teams/a",
            images={"initializer": "example.com/i@sha256:" + "0" * 64, "trainer": "example.com/t:1"},
            flux={
                "namespace": "team-a",
                "interval": "2d",
                "sourceRef": {"kind": "OCIRepository", "name": "src", "namespace": "flux-system"},
                "serviceAccountName": "deployer",
            },
        ),
    }
