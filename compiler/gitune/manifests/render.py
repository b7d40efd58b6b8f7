"""From a plan to the files of a run. Pure: the same inputs give the same objects."""

from __future__ import annotations

from typing import Any

from gitune.backends.base import TrainerConfig
from gitune.canonical.config import config_text
from gitune.catalog.model import Catalog
from gitune.diagnostics.model import Finding
from gitune.manifests.claim import persistent_volume_claim
from gitune.manifests.delivery import delivery_file
from gitune.manifests.environment import PINS_FILE
from gitune.manifests.identity import run_name, with_run
from gitune.manifests.kustomization import KUSTOMIZE_CONFIG, run_kustomization, runtime_kustomization
from gitune.manifests.kustomizeconfig import kustomize_config
from gitune.manifests.limits import find_limits
from gitune.manifests.model import Manifest, Manifested, Rendered, TreeFile
from gitune.manifests.names import Names, names_of
from gitune.manifests.pins import pins_of, too_many_pins
from gitune.manifests.pods import Step
from gitune.manifests.runtime import BaseRuntimeError, runtime_kind, runtime_object, runtime_spec
from gitune.manifests.trainjob import train_job, train_job_spec
from gitune.plan.model import RUN_PLACEHOLDER, WORKSPACE, Plan
from gitune.project.model import Project

Specs = tuple[dict[str, Any] | None, dict[str, Any]]
"""Of the runtime, None where it is installed already, and of the TrainJob."""


def render(plan: Plan, config: TrainerConfig, catalog: Catalog, project: Project) -> Manifested:
    """Renders a run, or says what stands in the way."""
    findings = (*find_limits(plan), *too_many_pins(plan, config))
    if findings:
        return Manifested(None, findings)
    try:
        return Manifested(_rendered(plan, config, catalog, project), ())
    except BaseRuntimeError as error:
        return Manifested(None, (Finding("GT390", f"the catalog's base runtime is incomplete: {error}"),))


def _rendered(plan: Plan, config: TrainerConfig, catalog: Catalog, project: Project) -> Rendered:
    """The specs are built twice: once with a placeholder for the digest, once with the name that the digest gives."""
    runtime, job = _specs(plan, names_of(plan, RUN_PLACEHOLDER), config, catalog, project)
    text = config_text(config.config)
    run = run_name(plan, runtime=runtime, train_job=job, config=text, pins=pins_of(plan))
    names, named = names_of(plan, run), _named(config, plan, run)
    files = _files(plan, names, named, catalog, _specs(plan, names, named, catalog, project))
    return Rendered(run, plan.namespace, plan.name, (*files, delivery_file(plan, project)))


def _named(config: TrainerConfig, plan: Plan, run: str) -> TrainerConfig:
    folder = WORKSPACE / "output" / run
    return config._replace(
        config=with_run(config.config, plan.output_folder, folder),
        args=tuple(with_run(config.args, plan.output_folder, folder)),
    )


def _specs(plan: Plan, names: Names, config: TrainerConfig, catalog: Catalog, project: Project) -> Specs:
    images: dict[Step, str] = {
        "dataset-initializer": plan.images.initializer,
        "model-initializer": plan.images.initializer,
        "node": plan.images.trainer,
    }
    own = plan.runtime.scope != "existing"
    return (
        runtime_spec(plan, names, catalog.base_runtime, images) if own else None,
        train_job_spec(plan, names, config, plan.images.trainer, project.target.trainer),
    )


def _files(plan: Plan, names: Names, config: TrainerConfig, catalog: Catalog, specs: Specs) -> tuple[TreeFile, ...]:
    runtime, job = specs
    files: list[TreeFile] = []

    def add(part: str, name: str, content: Manifest, schema: str | None) -> None:
        files.append(TreeFile(f"{plan.namespace}/{plan.name}/{part}/{name}", (content,), schema))

    if runtime is not None:
        kind = runtime_kind(plan)
        name = f"{kind.lower()}.yaml"
        add("runtime", "kustomization.yaml", runtime_kustomization(name), "Kustomization")
        add("runtime", KUSTOMIZE_CONFIG, kustomize_config(), "KustomizeConfig")
        add("runtime", name, runtime_object(plan, names, catalog.base_runtime, runtime), kind)
    claim = ["persistentvolumeclaim.yaml"] if plan.storage.owned else []
    pins = pins_of(plan)
    configs = [*([config.config_file] if config.config_file else []), *([PINS_FILE] if pins else [])]
    kustomization = run_kustomization(plan, names, [*claim, "trainjob.yaml"], configs)
    add("run", "kustomization.yaml", kustomization, "Kustomization")
    add("run", KUSTOMIZE_CONFIG, kustomize_config(), "KustomizeConfig")
    for name in claim:
        add("run", name, persistent_volume_claim(plan), "PersistentVolumeClaim")
    add("run", "trainjob.yaml", train_job(plan, names, job), "TrainJob")
    if config.config_file:
        add("run", config.config_file, config.config, None)
    if pins is not None:
        add("run", PINS_FILE, pins, None)
    return tuple(files)
