"""The hardware: which devices, how many processes on each node."""

from __future__ import annotations

from gitune.catalog.model import AcceleratorEntry, Catalog
from gitune.diagnostics.nearest import did_you_mean
from gitune.plan.model import DevicePlan, UpstreamPlan
from gitune.plan.notes import Notes
from gitune.spec.resources import Resources
from gitune.spec.words import quoted


def plan_devices(
    resources: Resources, catalog: Catalog, notes: Notes, upstream: UpstreamPlan | None = None
) -> DevicePlan | None:
    """Finds the accelerator in the catalog and settles devices and processes."""
    entry = catalog.accelerators.get(resources.accelerator)
    if entry is None:
        hint = did_you_mean(resources.accelerator, catalog.accelerators, "`gitune accelerators` lists them all")
        message = f"the catalog has no accelerator {quoted(resources.accelerator)}"
        notes.report("GT209", message, ("resources", "accelerator"), hint=hint)
        return None
    resource = _resource_name(entry, resources, notes)
    devices = _devices(entry, resources, notes, upstream)
    return DevicePlan(
        accelerator=entry,
        device=entry.device,
        nodes=resources.nodes,
        processes_per_node=_processes(resources, devices, notes),
        devices_per_node=devices,
        resource_name=resource,
        cpu=resources.cpu,
        memory=resources.memory,
        ephemeral_storage=resources.ephemeral_storage,
        shared_memory=resources.shared_memory,
    )


def _resource_name(entry: AcceleratorEntry, resources: Resources, notes: Notes) -> str | None:
    if resources.mig is None:
        return entry.resource_name
    profile = entry.mig.get(resources.mig)
    if profile is not None:
        return profile.resource_name
    known = ", ".join(f"`{name}`" for name in entry.mig)
    hint = f"it has {known}" if known else "remove `mig`; only A100, H100 and H200 can be sliced"
    notes.report("GT210", f"`{entry.id}` has no MIG profile `{resources.mig}`", ("resources", "mig"), hint=hint)
    return None


def _devices(entry: AcceleratorEntry, resources: Resources, notes: Notes, upstream: UpstreamPlan | None) -> int:
    if entry.device == "cpu":
        return 0
    if resources.gpus_per_node is not None:
        return resources.gpus_per_node
    path = ("resources", "gpusPerNode")
    if upstream is not None and upstream.runtime.gpus is not None and resources.mig is None:
        return notes.decide(path, upstream.runtime.gpus, f"what `{upstream.runtime.id}` asks for by itself")
    return notes.decide(path, 1, "one device unless more are asked for")


def _processes(resources: Resources, devices: int, notes: Notes) -> int:
    path = ("resources", "processesPerNode")
    asked = resources.processes_per_node
    if asked == "auto":
        if devices == 0:
            return notes.decide(path, 1, "on the CPU one process uses all cores")
        return notes.decide(path, devices, "one for each device")
    if devices and asked > devices:
        message = f"{asked} processes cannot share {devices} {'device' if devices == 1 else 'devices'}"
        notes.report("GT213", message, path, hint="torchtune gives each process a device of its own: write `auto`")
    elif asked < devices:
        message = f"{devices - asked} of {devices} devices on each node would stand idle"
        notes.report("GT214", message, path, hint="lower `gpusPerNode`, or write `auto`")
    return asked
