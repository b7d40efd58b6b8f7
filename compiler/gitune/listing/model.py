"""What a list holds: one entry for each run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

State = Literal["broken", "drifted", "unrendered", "stale", "rendered", "committed", "archived"]
STATES: tuple[State, ...] = get_args(State)
"""What asks for somebody comes first."""

MEANING: Mapping[State, str] = {
    "broken": "the spec has errors",
    "drifted": "what is rendered is not what the spec compiles to",
    "unrendered": "nothing is rendered yet",
    "stale": "rendered, and no spec compiles to it any more",
    "rendered": "rendered, and not in the last commit",
    "committed": "the last commit holds what the spec compiles to",
    "archived": "finished; `archive` in gitune.yaml lists it",
}


class Hardware(NamedTuple):
    """What a run takes of the cluster."""

    accelerator: str
    mig: str | None
    nodes: int
    per_node: int
    """Devices, or MIG slices where `mig` says so; 0 on the CPU."""

    @property
    def devices(self) -> int:
        """All of them."""
        return self.nodes * self.per_node

    @property
    def gpus(self) -> int:
        """Whole devices: a slice is none."""
        return 0 if self.mig else self.devices

    @property
    def device(self) -> str:
        """`h100-80gb`, `a100-80gb 1g.10gb`."""
        return f"{self.accelerator} {self.mig}" if self.mig else self.accelerator


class Mistake(NamedTuple):
    """The first error of a spec."""

    code: str
    message: str
    file: str
    line: int


class Fact(NamedTuple):
    """One line of what else there is to know of a run."""

    name: str
    text: str


class Entry(NamedTuple):
    """One run. None: not known, as of a spec that does not compile."""

    name: str | None
    """`<namespace>/<name>`."""
    state: State
    spec: str
    """The spec's file, from the repository's root."""
    environment: str | None = None
    model: str | None = None
    method: str | None = None
    hardware: Hardware | None = None
    run: str | None = None
    owners: tuple[str, ...] = ()
    description: str | None = None
    labels: Mapping[str, str] = {}
    facts: tuple[Fact, ...] = ()
    mistake: Mistake | None = None

    @property
    def digest(self) -> str | None:
        """The end of the run's name, which every change of what runs changes."""
        return self.run.rpartition("-")[2] if self.run else None

    @property
    def place(self) -> str:
        """The spec's file, with the line of its first error."""
        return f"{self.mistake.file}:{self.mistake.line}" if self.mistake else self.spec

    def sort_key(self) -> tuple[object, ...]:
        """By name, those without one last."""
        return (self.name is None, self.name or "", self.environment or "", self.spec)


class Listing(NamedTuple):
    """Everything that is listed, in order."""

    entries: tuple[Entry, ...]
    commit: str | None = None
    """The last commit, of one repository; None for none, or several."""

    @property
    def has_environments(self) -> bool:
        """Whether a project has some."""
        return any(entry.environment is not None for entry in self.entries)

    @property
    def gpus(self) -> int:
        """Whole devices of all runs together."""
        return sum(entry.hardware.gpus for entry in self.entries if entry.hardware)

    def counts(self) -> dict[State, int]:
        """How many are in each state that there is."""
        counts = {state: sum(entry.state == state for entry in self.entries) for state in STATES}
        return {state: count for state, count in counts.items() if count}
