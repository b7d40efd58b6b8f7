"""Full fine-tuning on one device: train, publish, be killed, go on."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import pytest
import torch
import trainer_logits as logits
import trainer_states as states

pytestmark = pytest.mark.e2e
VALUES = {"epochs": 3, "batch_size": 1, "log_peak_memory_stats": False}
ROWS = 64
STEPS = 3 * ROWS


@pytest.fixture(scope="module")
def finished(make_workspace: Any) -> Any:
    """A run that nothing interrupted."""
    workspace = make_workspace("full_finetune_single_device", rows=ROWS, values=VALUES)
    ended = workspace.run()
    ended.check()
    assert f"{STEPS} steps" in ended.sentence
    return workspace


def test_it_trains_and_says_so(finished: Any) -> None:
    complete = finished.complete
    assert complete["recipe"] == "full_finetune_single_device"
    assert complete["steps"] == STEPS
    assert complete["last_loss"] < complete["first_loss"] / 2
    assert complete["tokens_per_second"] > 0
    assert (complete["model"], complete["adapter"]) == ("model", None)


def test_every_step_is_in_the_metrics_and_in_torchtunes_log(finished: Any) -> None:
    lines = finished.metrics
    assert [line["step"] for line in lines] == list(range(1, STEPS + 1))
    assert lines[0]["loss"] == finished.complete["first_loss"]
    assert all(line["memory"] == {} and line["lr"] >= 0 for line in lines)
    (log,) = (finished.output / "logs").iterdir()
    assert log.read_text().count("Step ") == STEPS


def test_transformers_loads_what_was_trained(finished: Any) -> None:
    trained = logits.of_model(finished.output / "model")
    assert not torch.allclose(trained, logits.of_model(finished.model.path), atol=0.1)


def test_a_finished_run_ends_at_once(finished: Any) -> None:
    before = {path: path.stat().st_mtime_ns for path in finished.output.rglob("*")}
    ended = finished.run(PYTHONPROFILEIMPORTTIME="1")
    assert ended.code == 0
    assert "nothing to do" in ended.sentence
    imported = {line.split("|")[-1].strip() for line in ended.err.splitlines() if line.startswith("import time:")}
    assert "omegaconf" in imported
    assert not imported & {"torch", "torchtune", "datasets"}
    assert {path: path.stat().st_mtime_ns for path in finished.output.rglob("*")} == before


def test_the_mounted_config_is_not_touched(finished: Any) -> None:
    assert "resume_from_checkpoint: false" in (finished.root / "etc/gitune/torchtune.yaml").read_text()


def test_what_is_trained_is_published_without_training_again(finished: Any, tmp_path: Path) -> None:
    workspace = finished.copy(tmp_path / "root")
    states.before_publishing(workspace.output)
    ended = workspace.run()
    ended.check()
    assert "publishing is what is left" in ended.err
    assert workspace.complete == finished.complete
    assert states.weights(workspace.output / "model") == states.weights(finished.output / "model")


def test_killed_and_started_again_it_ends_with_the_same_weights(finished: Any, tmp_path: Path) -> None:
    workspace = finished.copy(tmp_path / "root")
    shutil.rmtree(workspace.output)
    process = workspace.start()
    state = workspace.output / "recipe_state" / "recipe_state.pt"
    while not state.exists():
        assert process.poll() is None
        time.sleep(0.005)
    process.kill()
    process.communicate()
    assert not (workspace.output / "gitune-complete.json").exists()
    ended = workspace.run()
    ended.check()
    assert "of 3 epochs" in ended.err
    assert states.weights(workspace.output / "model") == states.weights(finished.output / "model")
    assert [line["step"] for line in workspace.metrics] == list(range(1, STEPS + 1))
    assert [line["loss"] for line in workspace.metrics] == [line["loss"] for line in finished.metrics]
    assert workspace.complete["steps"] == STEPS
