"""Processes, devices and dtype against the recipe."""

from __future__ import annotations

from collections.abc import Iterator

from gitune_trainer.exits import ExitCode
from gitune_trainer.preflight.finding import Finding, Start

TRAINABLE = ("bf16", "fp32")
"""torchtune's fine-tuning recipes refuse fp16; its fp64 is for tests."""


def single_process(start: Start) -> Iterator[Finding]:
    """A single-device recipe would train the same model once in every process."""
    if not start.recipe.distributed and start.world_size > 1:
        other = start.recipe.name.replace("single_device", "distributed")
        yield Finding(
            ExitCode.DEVICES,
            f"{start.recipe.name} runs in one process, but the pods ask for {start.settings.nodes} nodes with"
            f" {start.processes} each; use {other} or ask for one device.",
        )


def enough_devices(start: Start) -> Iterator[Finding]:
    """Every process needs a GPU of its own."""
    count = start.devices.count
    if count == 0:
        yield Finding(
            ExitCode.DEVICES,
            "The config says device: cuda, but no GPU is visible to torch on this node; request"
            " nvidia.com/gpu for the pod and check its driver.",
        )
    elif count is not None and count < start.processes:
        yield Finding(
            ExitCode.DEVICES,
            f"{start.processes} processes per node need as many GPUs, but this node shows {count};"
            " request more or lower numProcPerNode.",
        )


def dtype(start: Start) -> Iterator[Finding]:
    """The dtype is one that the recipes train in and the device computes in."""
    name = str(start.config.tree["dtype"])
    if name not in TRAINABLE:
        yield Finding(
            ExitCode.DEVICES, f"torchtune does not train in dtype {name}; set training.precision to bf16 or fp32."
        )
    elif name == "bf16" and start.devices.count and not start.devices.bf16:
        yield Finding(
            ExitCode.DEVICES,
            f"{start.devices.name} does not compute in bf16 (it needs compute capability 8.0);"
            " set training.precision to fp32 or take a newer GPU.",
        )


def offloading(start: Start) -> Iterator[Finding]:
    """Offloading moves tensors from a GPU to the host; without one it fails in the middle of loading."""
    if start.config.device != "cpu":
        return
    for key in ("fsdp_cpu_offload", "enable_activation_offloading"):
        if start.config.get(key, False):
            yield Finding(ExitCode.DEVICES, f"{key} needs a GPU, but the config says device: cpu; set it to false.")
