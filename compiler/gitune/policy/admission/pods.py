"""The pods that an object makes, wherever it says them."""

from __future__ import annotations

from typing import Literal, NamedTuple

On = Literal["trainjobs", "runtimes", "claims"]
"""Kinds of objects that policies are about."""

ONCE = "{0}"
"""A test stands in the place of `{0}`; here there is nothing around it."""


class Pods(NamedTuple):
    """Some pods of an object."""

    on: On
    pod: str
    """One of them."""
    each: str
    """Around a test of it."""


_POD = "job.template.spec.template.spec"
_NO_POD = f"!has(job.template) || !has(job.template.spec) || !has(job.template.spec.template) || !has({_POD})"
_OF_JOBS = f"all(job, {_NO_POD} || {ONCE})"

_PATCHES, _SPEC = "object.spec.runtimePatches", "patch.trainingRuntimeSpec"
_NOT_OURS = "(has(patch.manager) && patch.manager.startsWith('kueue.x-k8s.io/'))"
"""Kueue places what it admits."""
_NO_JOBS = (
    f"!has({_SPEC}) || !has({_SPEC}.template) || !has({_SPEC}.template.spec) || "
    f"!has({_SPEC}.template.spec.replicatedJobs)"
)
_OF_PATCHES = f"all(patch, {_NOT_OURS} || {_NO_JOBS} || {_SPEC}.template.spec.replicatedJobs.{_OF_JOBS})"
_OVERRIDES = "object.spec.podTemplateOverrides"
"""Trainer 2.1's name for patches."""

PODS = (
    Pods("runtimes", _POD, f"object.spec.template.spec.replicatedJobs.{_OF_JOBS}"),
    Pods("trainjobs", _POD, f"!has({_PATCHES}) || {_PATCHES}.{_OF_PATCHES}"),
    Pods("trainjobs", "part.spec", f"!has({_OVERRIDES}) || {_OVERRIDES}.all(part, !has(part.spec) || {ONCE})"),
)
"""Of runtimes, and of TrainJobs that change an installed one."""

_CONTAINERS = f"all(container, !has(container.image) || {ONCE})"
IMAGES = PODS[0].each.format(
    f"{_POD}.containers.{_CONTAINERS} && (!has({_POD}.initContainers) || {_POD}.initContainers.{_CONTAINERS})"
)
"""Around a test of the image of every `container` of a runtime."""
