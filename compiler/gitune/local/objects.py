"""Reads what was rendered for one run, as kustomize builds it and the cluster finds it."""

from __future__ import annotations

from pathlib import Path

from gitune.local.kustomize import Built, build, read_object
from gitune.local.model import Manifest, RunObjects
from gitune.local.refusal import Refused, diagnostic

TUNE_RUN = ["tune", "run"]
RUNTIME_KINDS = ("ClusterTrainingRuntime", "TrainingRuntime")
SHAPE: tuple[tuple[str, type], ...] = (("apiVersion", str), ("kind", str), ("metadata", dict), ("spec", dict))


def read_run(folder: Path, runtime_file: Path | None) -> RunObjects:
    """The run in `folder` (`runtime/` and `run/`) with the runtime that its TrainJob names.

    Args:
        folder: `rendered/<namespace>/<name>`.
        runtime_file: the installed runtime, for a TrainJob of scope `existing`; wins over `runtime/`.

    Raises:
        Refused: GT601 something is missing, GT602 something cannot be read, GT603 the runtime is another one.
    """
    if not (folder / "run" / "kustomization.yaml").is_file():
        raise Refused(
            diagnostic(
                "GT601",
                f"{folder} is not the rendered folder of a run: it has no run/kustomization.yaml",
                hint="compile first, then give the folder rendered/<namespace>/<name>",
            )
        )
    run = build(folder / "run")
    trainjob = _the_trainjob(run, folder / "run")
    _refuse_handed_over(trainjob)
    runtime = _the_runtime(trainjob, _runtimes(folder / "runtime", runtime_file), folder)
    return RunObjects(trainjob, runtime, run.config_maps)


def _refuse_handed_over(trainjob: Manifest) -> None:
    """Of a run on Kubeflow's own torchtune runtimes neither initializers nor trainer are ours to start here."""
    if list((trainjob["spec"].get("trainer") or {}).get("command") or ()) == TUNE_RUN:
        name = (trainjob["spec"].get("runtimeRef") or {}).get("name")
        message = f"the run is handed to Kubeflow's own torchtune path (`{name}`), which only Trainer in a cluster has"
        hint = "compile the spec with `runtime.scope: namespace` to run it here"
        raise Refused(diagnostic("GT609", message, hint=hint))


def _the_trainjob(run: Built, folder: Path) -> Manifest:
    found = [o for o in run.objects if o.get("kind") == "TrainJob"]
    if len(found) != 1:
        raise Refused(diagnostic("GT601", f"{folder} holds {len(found)} TrainJobs where one is meant"))
    return _shaped(found[0], folder)


def _runtimes(folder: Path, runtime_file: Path | None) -> list[Manifest]:
    if runtime_file is not None:
        objects: list[Manifest] = [read_object(runtime_file)]
    elif (folder / "kustomization.yaml").is_file():
        objects = list(build(folder).objects)
    else:
        return []
    return [_shaped(o, runtime_file or folder) for o in objects if o.get("kind") in RUNTIME_KINDS]


def _the_runtime(trainjob: Manifest, runtimes: list[Manifest], folder: Path) -> Manifest:
    wanted = trainjob["spec"].get("runtimeRef", {})
    kind, name = wanted.get("kind", "ClusterTrainingRuntime"), wanted.get("name")
    for runtime in runtimes:
        if (runtime["kind"], runtime["metadata"].get("name")) == (kind, name):
            return runtime
    found = ", ".join(f"{r['kind']} {r['metadata'].get('name')}" for r in runtimes) or "none"
    raise Refused(
        diagnostic(
            "GT603",
            f"the TrainJob names {kind} {name}, which was not rendered in {folder} (found: {found})",
            hint=f"give the installed one: kubectl get {kind.lower()} {name} -o yaml > r.yaml, then --runtime r.yaml",
        )
    )


def _shaped(obj: Manifest, place: Path) -> Manifest:
    wrong = [key for key, kind in SHAPE if not isinstance(obj.get(key), kind)]
    if wrong:
        raise Refused(diagnostic("GT602", f"an object in {place} lacks {', '.join(wrong)}"))
    return obj
