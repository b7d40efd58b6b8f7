"""What a run takes, as lines that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitune.diff.meaning import unknown
from gitune.diff.told import Fact
from gitune.diff.wording import counted, shown
from gitune.plan import amounts, estimate
from gitune.plan.model import Plan
from gitune.spec.runtime import EnvFrom


def resources(plan: Plan, prices: Mapping[str, float]) -> tuple[Fact, ...]:
    """Hardware, volume, placement, time, cost and memory."""
    return (*_hardware(plan), *_volume(plan), *_placement(plan), *_estimates(plan, prices))


def device_text(plan: Plan) -> str:
    """`8 GPUs`, `2 MIG slices`, `the CPU`."""
    number = estimate.devices(plan)
    if not number:
        return "the CPU"
    sliced = plan.devices.resource_name != plan.devices.accelerator.resource_name
    return counted(number, "MIG slice" if sliced else "GPU")


def _hardware(plan: Plan) -> Iterator[Fact]:
    devices, training = plan.devices, plan.training
    name = devices.resource_name or "no device"
    yield Fact("devices", f"{device_text(plan)}, {devices.accelerator.display_name} ({name})")
    processes = counted(devices.processes_per_node, "process", "processes")
    yield Fact("nodes", f"{devices.nodes}, each with {processes}")
    for label, value in (("CPU", devices.cpu), ("memory", devices.memory), ("disk", devices.ephemeral_storage)):
        yield Fact(f"{label} of a node", value or "as the namespace gives")
    yield Fact("shared memory", devices.shared_memory)
    switches = {
        "activation checkpointing": training.activation_checkpointing,
        "activation offloading": training.activation_offloading,
        "torch.compile": training.compile,
    }
    yield Fact("execution", ", ".join(name for name, on in switches.items() if on) or "plain")


def _volume(plan: Plan) -> Iterator[Fact]:
    storage = plan.storage
    yield Fact("claim", storage.claim if storage.owned else f"{storage.claim}, which others own")
    if storage.owned:
        yield Fact("volume", f"{storage.size}, {' and '.join(storage.access_modes)}")
        yield Fact("storage class", storage.class_name or "the cluster's default")


def _placement(plan: Plan) -> Iterator[Fact]:
    runtime = plan.runtime
    yield Fact("runtime", f"{runtime.scope}{f', {runtime.name}' if runtime.name else ''}")
    texts = {
        "queue": runtime.queue,
        "priority": runtime.priority_class_name,
        "deadline": runtime.active_deadline,
        "service account": runtime.service_account_name,
        "node selector": ", ".join(f"{k}={v}" for k, v in sorted(runtime.node_selector.items())),
        "tolerations": "; ".join(_toleration(t.model_dump(exclude_none=True)) for t in runtime.tolerations),
        "pull secrets": ", ".join(runtime.image_pull_secrets),
    }
    yield from (Fact(name, text) for name, text in texts.items() if text)
    yield Fact("restarts", f"at most {runtime.max_restarts}")
    yield Fact("earlier runs", "stay" if runtime.retain == "keep" else "are deleted when the spec changes")
    yield from (Fact(f"env {name}", _env(plan.env[name])) for name in sorted(plan.env))


def _toleration(fields: dict[str, object]) -> str:
    return " ".join(str(value) for value in fields.values())


def _env(value: str | EnvFrom) -> str:
    if isinstance(value, str):
        return shown(value)
    return f"from the Secret {value.secret_ref.name}, key {value.secret_ref.key}"


def _estimates(plan: Plan, prices: Mapping[str, float]) -> Iterator[Fact]:
    hours, cost = estimate.hours(plan), estimate.cost(plan, prices)
    why = unknown(plan) if amounts.tokens(plan) is None else "not known for these devices"
    yield Fact("hours", why if hours is None else f"about {hours_text(hours)}")
    if prices:
        no_price = "no price in gitune.yaml" if hours is not None else why
        yield Fact("cost", no_price if cost is None else f"about {cost_text(cost)}")
    yield Fact("memory but activations", _memory(plan))


def hours_text(hours: float) -> str:
    """Two digits that count."""
    return f"{hours:.2g}" if hours < 10 else f"{hours:,.0f}"


def cost_text(cost: float) -> str:
    """Two digits that count where it is little."""
    return f"{cost:.2f}" if cost < 100 else f"{cost:,.0f}"


def _memory(plan: Plan) -> str:
    held, there = estimate.states_gib(plan), estimate.device_gib(plan)
    if there is None:
        return f"{held:.3g} GiB for each process"
    return f"{held:.3g} of {there:g} GiB on each device: {'fits' if held < there else 'does not fit'}"
