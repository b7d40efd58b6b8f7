"""A merged JobSet spec as typed jobs. What a local run cannot do is refused here, all of it at once."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Diagnostic
from gitune.local.model import Container, Job, JobSet, Manifest, Mount
from gitune.local.refusal import Refused, diagnostic

DEFAULT_BACKOFF_LIMIT = 6
DEFAULT_GRACE_SECONDS = 30.0


def typed(spec: Manifest, name: str, namespace: str, deadline_seconds: float | None) -> JobSet:
    """The JobSet `name` of this spec.

    Args:
        spec: the merged spec (`merge.merge`).
        name: the TrainJob's name, which the JobSet takes.
        namespace: the TrainJob's namespace.
        deadline_seconds: `activeDeadlineSeconds` of the TrainJob.

    Raises:
        Refused: GT609 for each thing that has no local meaning, such as init containers.
    """
    problems = [diagnostic("GT609", text) for text in _unknown(spec)]
    if problems:
        raise Refused(*problems)
    policy = spec.get("failurePolicy", {})
    return JobSet(
        name=name,
        namespace=namespace,
        jobs=_in_order([_job(job) for job in spec["replicatedJobs"]]),
        max_restarts=policy.get("maxRestarts", 0),
        failure_rules=tuple(policy.get("rules", ())),
        deadline_seconds=deadline_seconds,
    )


def _unknown(spec: Manifest) -> Iterator[str]:
    if spec.get("startupPolicy", {}).get("startupPolicyOrder", "AnyOrder") != "AnyOrder":
        yield "a local run orders jobs by dependsOn only, not by startupPolicy"
    for job in spec["replicatedJobs"]:
        name, pod = job["name"], job["template"]["spec"]["template"]["spec"]
        if job.get("replicas", 1) != 1:
            yield f"the job {name} has {job['replicas']} replicas; a local run does 1"
        if len(pod["containers"]) != 1 or pod.get("initContainers"):
            yield f"the pod of {name} has more than one container; a local run starts one process per pod"
        if not pod["containers"][0].get("command"):
            yield f"the container of {name} has no command of its own, and a local run has no image to take it from"
        if any(d.get("status") != "Complete" for d in job.get("dependsOn", ())):
            yield f"the job {name} depends on a job's status other than Complete"


def _job(job: Manifest) -> Job:
    spec = job["template"]["spec"]
    pod = spec["template"]["spec"]
    return Job(
        name=job["name"],
        depends_on=tuple(d["name"] for d in job.get("dependsOn", ())),
        completions=spec.get("completions") or spec.get("parallelism") or 1,
        container=_container(pod["containers"][0]),
        volumes=tuple(pod.get("volumes", ())),
        backoff_limit=spec.get("backoffLimit", DEFAULT_BACKOFF_LIMIT),
        pod_failure_policy=tuple(spec.get("podFailurePolicy", {}).get("rules", ())),
        grace_seconds=float(pod.get("terminationGracePeriodSeconds", DEFAULT_GRACE_SECONDS)),
        deadline_seconds=spec.get("activeDeadlineSeconds"),
    )


def _container(container: Manifest) -> Container:
    mounts = [Mount(m["name"], m["mountPath"], m.get("subPath", "")) for m in container.get("volumeMounts", ())]
    return Container(
        name=container["name"],
        image=container.get("image", ""),
        command=_texts(container, "command"),
        args=_texts(container, "args"),
        env=tuple(container.get("env", ())),
        env_from=tuple(container.get("envFrom", ())),
        mounts=tuple(mounts),
        limits=container.get("resources", {}).get("limits", {}),
        working_dir=container.get("workingDir"),
    )


def _texts(container: Manifest, key: str) -> tuple[str, ...]:
    return tuple(str(text) for text in container.get(key, ()))


def _in_order(jobs: list[Job]) -> tuple[Job, ...]:
    """Every job behind those that it depends on; JobSet's webhook makes sure that these stand before it."""
    seen: set[str] = set()
    problems: list[Diagnostic] = []
    for job in jobs:
        late = [name for name in job.depends_on if name not in seen]
        problems += [
            diagnostic("GT609", f"the job {job.name} depends on {n}, which does not stand before it") for n in late
        ]
        seen.add(job.name)
    if problems:
        raise Refused(*problems)
    return tuple(jobs)
