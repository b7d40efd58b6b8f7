"""What this process was called with: arguments, GITUNE_ROOT and the PET_* variables of Kubeflow Trainer."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gitune_trainer.exits import ExitCode, Failure

AUTO = ("auto", "gpu", "cpu")
"""Values of PET_NPROC_PER_NODE that mean: as many as there are devices."""


@dataclass(frozen=True)
class Settings:
    """One node's part of a run."""

    recipe: str
    config: Path
    """The mounted config, below `root`."""
    root: Path
    nodes: int
    processes: int | None
    """Processes per node; None when the devices decide."""
    node_rank: int
    master: str | None
    """``host:port`` of node 0; None on a single node, where nobody else needs to find it."""

    @property
    def publishes(self) -> bool:
        """Exactly one node writes what the run leaves."""
        return self.node_rank == 0

    def scratch(self, run: str) -> Path:
        """This node's scratch space for ``run``; nodes that share a machine do not share it."""
        return below(self.root, "/tmp") / "gitune" / f"{run}-{self.node_rank}"  # noqa: S108 - the contract's


def below(root: Path, path: str) -> Path:
    """``path`` with `root` in front of it when it is absolute."""
    return root / path.lstrip("/") if path.startswith("/") else Path(path)


def read(argv: Sequence[str], env: Mapping[str, str]) -> Settings:
    """Read arguments and environment; raises `Failure` 2 on what is missing or not a number."""
    arguments = _parse(argv)
    root = Path(env.get("GITUNE_ROOT") or "/").absolute()
    nodes = _number(env, "PET_NNODES", 1, least=1)
    processes = env.get("PET_NPROC_PER_NODE", "1")
    return Settings(
        recipe=arguments.recipe,
        config=below(root, arguments.config),
        root=root,
        nodes=nodes,
        processes=None if processes in AUTO else _number(env, "PET_NPROC_PER_NODE", 1, least=1),
        node_rank=_rank(env, nodes),
        master=_master(env) if nodes > 1 else None,
    )


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gitune_trainer", description="Train with torchtune and publish the model.")
    parser.add_argument("recipe", help="a name of torchtune's recipe registry")
    parser.add_argument("--config", required=True, help="the resolved torchtune config (YAML)")
    return parser.parse_args(argv)


def _number(env: Mapping[str, str], name: str, default: int | None, least: int) -> int:
    text = env.get(name, "" if default is None else str(default))
    if not text.isdecimal() or int(text) < least:
        raise Failure(ExitCode.USAGE, f"{name} must be a number of at least {least}, not {text!r}; set it on the pod.")
    return int(text)


def _rank(env: Mapping[str, str], nodes: int) -> int:
    rank = _number(env, "PET_NODE_RANK", 0 if nodes == 1 else None, least=0)
    if rank >= nodes:
        raise Failure(
            ExitCode.USAGE,
            f"PET_NODE_RANK is {rank}, but there are PET_NNODES={nodes} nodes, counted from 0; set both alike.",
        )
    return rank


def _master(env: Mapping[str, str]) -> str:
    address = env.get("PET_MASTER_ADDR")
    if not address:
        raise Failure(
            ExitCode.USAGE, "PET_MASTER_ADDR is missing, so that the nodes cannot meet; set it on every node."
        )
    return f"{address}:{_number(env, 'PET_MASTER_PORT', None, least=1)}"
