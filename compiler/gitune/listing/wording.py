"""Values in a list's words."""

from __future__ import annotations

from gitune.diagnostics.redact import redact
from gitune.listing.model import Hardware, Listing

UNKNOWN = "-"


def clean(text: str) -> str:
    """Text on one line, without secrets and without characters that steer a terminal or turn text around."""
    flat = " ".join(redact(text).split())
    return flat if flat.isprintable() else "".join(c if c.isprintable() else "?" for c in flat)


def hardware_text(hardware: Hardware) -> str:
    """`2 x 8 h100-80gb`: nodes, devices of each, which; `cpu`, `4 x cpu`."""
    if hardware.per_node:
        return f"{hardware.nodes} x {hardware.per_node} {hardware.device}"
    return hardware.device if hardware.nodes == 1 else f"{hardware.nodes} x {hardware.device}"


def counted(number: int, noun: str) -> str:
    """`1 run`, `1,024 runs`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def headline(listing: Listing) -> str:
    """`42 runs, 236 GPUs: 2 broken, 40 committed`."""
    states = ", ".join(f"{count:,} {state}" for state, count in listing.counts().items())
    head = f"{counted(len(listing.entries), 'run')}, {counted(listing.gpus, 'GPU')}"
    return f"{head}: {states}" if states else head
