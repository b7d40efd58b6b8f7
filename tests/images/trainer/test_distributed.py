"""Several processes and several nodes, over gloo."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path
from typing import Any

import pytest
import trainer_logits as logits
import trainer_states as states

pytestmark = pytest.mark.e2e
TWO = {"PET_NNODES": "1", "PET_NPROC_PER_NODE": "2", "PET_NODE_RANK": "0"}


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture(scope="module")
def full(make_workspace: Any) -> Any:
    """Full fine-tuning in two processes of one node."""
    workspace = make_workspace("full_finetune_distributed")
    workspace.run(**TWO).check()
    return workspace


def test_full_in_two_processes(full: Any) -> None:
    complete = full.complete
    assert complete["steps"] == 8
    assert complete["last_loss"] < complete["first_loss"]
    assert logits.of_model(full.output / "model").isfinite().all()


def test_two_nodes_go_on_together_and_one_publishes(full: Any, tmp_path: Path) -> None:
    first = full.copy(tmp_path / "first")
    states.in_last_epoch(first.output, last=1)
    second = first.sharing_volume(tmp_path / "second")
    common = {"PET_NNODES": "2", "PET_NPROC_PER_NODE": "1", "PET_MASTER_ADDR": "127.0.0.1"}
    common["PET_MASTER_PORT"] = free_port()
    processes = [node.start(**common, PET_NODE_RANK=str(rank)) for rank, node in enumerate((first, second))]
    outputs = [process.communicate(timeout=240) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert "Going on after 1 of 2 epochs" in outputs[0][1]
    assert states.weights(first.output / "model") == states.weights(full.output / "model")
    assert first.complete["steps"] == full.complete["steps"]
    assert ["published" in err for _, err in outputs] == [True, False]
    late = second.run(**common, PET_NODE_RANK="1")
    assert (late.code, "nothing to do" in late.sentence) == (0, True)


def test_lora_in_two_processes_ends_on_sigterm_and_goes_on(make_workspace: Any) -> None:
    workspace = make_workspace("lora_finetune_distributed", rows=256, values={"epochs": 40, "batch_size": 8})
    process = workspace.start(**TWO)
    state = workspace.output / "recipe_state" / "recipe_state.pt"
    while not state.exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 143
    assert "Ended by SIGTERM" in err.splitlines()[-1]
    assert running(workspace.root) == []

    done = len([path for path in workspace.output.glob("epoch_*") if (path / "adapter_model.pt").exists()])
    workspace.config["epochs"] = done + 1
    ended = workspace.run(**TWO)
    ended.check()
    assert "Going on after" in ended.err
    assert workspace.complete["steps"] == (done + 1) * 16
    assert [line["step"] for line in workspace.metrics] == list(range(1, (done + 1) * 16 + 1))
    merged = logits.of_model(workspace.output / "model")
    adapted = logits.of_adapter(workspace.model.path, workspace.output / "adapter")
    assert (merged - adapted).abs().max() < 1e-3


def running(root: Path) -> list[str]:
    """Command lines of processes that work below ``root``."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(root) in line:
            found.append(line)
    return found


def test_asynchronous_checkpoints_on_a_cpu(full: Any, make_workspace: Any) -> None:
    workspace = make_workspace("full_finetune_distributed", values={"enable_async_checkpointing": True})
    workspace.run(**TWO).check()
    assert states.weights(workspace.output / "model") == states.weights(full.output / "model")
    assert (workspace.output / "dist_epoch_0" / ".metadata").is_file()

    states.in_last_epoch(workspace.output, last=1)
    ended = workspace.run(**TWO)
    ended.check()
    assert "Going on after 1 of 2 epochs" in ended.err
    assert states.weights(workspace.output / "model") == states.weights(full.output / "model")
