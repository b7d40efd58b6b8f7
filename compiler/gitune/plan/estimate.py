"""Hours, cost and device memory, as far as they can honestly be said before a run (docs/diff.md).

Hours: `tokens * 6 * parameters / (bf16 FLOP/s * UTILIZATION * devices)`: two operations for each parameter and token
forward, four backward (Kaplan et al. 2020, https://arxiv.org/abs/2001.08361), at the share of the data sheet's figure
that dense training commonly reaches. Memory: what the method holds for the whole run, spread over the processes as
FSDP does; activations come on top.
"""

from __future__ import annotations

from collections.abc import Mapping

from gitune.catalog.model import ModelEntry
from gitune.plan import amounts
from gitune.plan.model import DevicePlan, Plan
from gitune.plan.sizes import model_bytes, optimizer_bytes, trained_bytes
from gitune.spec.method import Full, Qdora, Qlora

UTILIZATION = 0.35
"""Share of the data sheet's bf16 FLOP/s."""
OPERATIONS = 6
"""Floating-point operations for each parameter and token."""
NF4_BYTES = 0.516
"""4 bits, and the double-quantized scales of blocks of 64: 4.127 bits (https://arxiv.org/abs/2305.14314)."""
_GIB = 1 << 30


def devices(plan: Plan) -> int:
    """Devices of the whole run; 0 on the CPU."""
    return plan.devices.nodes * plan.devices.devices_per_node


def hours(plan: Plan) -> float | None:
    """Hours of training, without what comes before and after; None where the lock or the catalog lacks a number."""
    tokens, flops = amounts.tokens(plan), plan.devices.accelerator.bf16_tflops
    share = _share(plan.devices)
    if tokens is None or flops is None or share is None or plan.training.precision != "bf16" or not devices(plan):
        return None
    speed = flops * 1e12 * share * UTILIZATION * devices(plan)
    return tokens * OPERATIONS * plan.model.entry.parameters / speed / 3600


def cost(plan: Plan, prices: Mapping[str, float]) -> float | None:
    """What those hours cost on all devices; None without hours or a price, and for slices, which have no price."""
    price, needed = prices.get(plan.devices.accelerator.id), hours(plan)
    if price is None or needed is None or _is_slice(plan.devices):
        return None
    return needed * price * devices(plan)


def state_bytes(plan: Plan) -> int:
    """Weights, gradients and optimizer states of one device, in bytes."""
    entry, training = plan.model.entry, plan.training
    trained = trained_bytes(entry, plan.method, training)
    states = trained + optimizer_bytes(entry, plan.method, training)
    weights = model_bytes(entry, training)
    if isinstance(plan.method, Qlora | Qdora):
        weights = _quantized_bytes(entry, weights // entry.parameters)
    own = 0 if isinstance(plan.method, Full) else trained
    return (weights + own + states) // max(plan.devices.processes, 1)


def device_gib(plan: Plan) -> float | None:
    """Memory of one device, or of the slice of one."""
    entry = plan.devices.accelerator
    slices = [p.memory_gib for p in entry.mig.values() if p.resource_name == plan.devices.resource_name]
    return slices[0] if slices else entry.memory_gib


def states_gib(plan: Plan) -> float:
    """The same in GiB."""
    return state_bytes(plan) / _GIB


def _quantized_bytes(entry: ModelEntry, whole: int) -> int:
    """The base in NF4, but for the embeddings and, where it is not the same, the output projection."""
    arch = entry.architecture
    plain = arch.vocab_size * arch.hidden_size * (1 if arch.tied_embeddings else 2)
    return round((entry.parameters - plain) * NF4_BYTES) + plain * whole


def _is_slice(plan: DevicePlan) -> bool:
    return plan.resource_name != plan.accelerator.resource_name


def _share(plan: DevicePlan) -> float | None:
    """Share of the device's compute that one slice has."""
    if not _is_slice(plan):
        return 1.0
    shares = [p.compute_share for p in plan.accelerator.mig.values() if p.resource_name == plan.resource_name]
    return shares[0] if shares else None
