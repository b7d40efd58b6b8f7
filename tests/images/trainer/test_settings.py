"""Arguments, GITUNE_ROOT and PET_*."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune_trainer import settings
from gitune_trainer.exits import Failure

ARGUMENTS = ["lora_finetune_distributed", "--config", "/etc/gitune/torchtune.yaml"]
TWO_NODES = {
    "PET_NNODES": "2",
    "PET_NPROC_PER_NODE": "8",
    "PET_NODE_RANK": "1",
    "PET_MASTER_ADDR": "run-node-0-0.run",
    "PET_MASTER_PORT": "29500",
}


def test_a_pod_without_variables_is_one_process() -> None:
    read = settings.read(ARGUMENTS, {})
    assert (read.nodes, read.processes, read.node_rank, read.master) == (1, 1, 0, None)
    assert read.config == Path("/etc/gitune/torchtune.yaml")
    assert read.publishes


def test_the_variables_of_kubeflow() -> None:
    read = settings.read(ARGUMENTS, TWO_NODES)
    assert (read.nodes, read.processes, read.node_rank) == (2, 8, 1)
    assert read.master == "run-node-0-0.run:29500"
    assert not read.publishes


@pytest.mark.parametrize("value", ["auto", "gpu", "cpu"])
def test_devices_may_decide_the_processes(value: str) -> None:
    assert settings.read(ARGUMENTS, {"PET_NPROC_PER_NODE": value}).processes is None


def test_root_goes_in_front_of_absolute_paths() -> None:
    read = settings.read(ARGUMENTS, {"GITUNE_ROOT": "/somewhere"})
    assert read.config == Path("/somewhere/etc/gitune/torchtune.yaml")
    assert read.scratch("run").is_relative_to("/somewhere/tmp")


def test_nodes_on_one_machine_do_not_share_scratch() -> None:
    first = settings.read(ARGUMENTS, TWO_NODES | {"PET_NODE_RANK": "0"})
    assert first.scratch("run") != settings.read(ARGUMENTS, TWO_NODES).scratch("run")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"PET_NNODES": "two"}, "PET_NNODES"),
        ({"PET_NNODES": "0"}, "PET_NNODES"),
        ({"PET_NPROC_PER_NODE": "-1"}, "PET_NPROC_PER_NODE"),
        ({"PET_NODE_RANK": ""}, "PET_NODE_RANK"),
        ({"PET_NODE_RANK": "2"}, "PET_NODE_RANK"),
        ({"PET_MASTER_ADDR": ""}, "PET_MASTER_ADDR"),
        ({"PET_MASTER_PORT": ""}, "PET_MASTER_PORT"),
    ],
)
def test_a_wrong_variable_is_named(changed: dict[str, str], named: str) -> None:
    with pytest.raises(Failure, match=named) as raised:
        settings.read(ARGUMENTS, TWO_NODES | changed)
    assert raised.value.code == 2


@pytest.mark.parametrize("arguments", [[], ["full_finetune_distributed"], [*ARGUMENTS, "epochs=2"]])
def test_wrong_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        settings.read(arguments, {})
    assert raised.value.code == 2
    assert "error:" in capsys.readouterr().err
