"""Every method and topology that a CPU can do, from a spec to a model that transformers loads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.torch]

ADAPTERS = ("lora", "qlora", "dora")
CASES = [
    *[("full", 1, 1), ("full", 1, 2), ("full", 2, 1)],
    *[("lora", 1, 1), ("lora", 1, 2), ("qlora", 1, 1), ("dora", 1, 1)],
]


PROMPT = (
    "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nSay green twice.<|eot_id|>"
    "<|start_header_id|>assistant<|end_header_id|>\n\n"
)
ANSWER = "green green<|eot_id|>"


def answer_loss(model: Path) -> float:
    """Loss of one row's answer as transformers computes it, with nothing missing in the model that it loads."""
    import torch  # noqa: PLC0415 - torch only where a test needs it
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415

    load: Any = AutoModelForCausalLM.from_pretrained
    loaded, info = load(model, output_loading_info=True, dtype=torch.float32)
    assert not info["missing_keys"]
    assert not info["unexpected_keys"]
    tokenizer: Any = AutoTokenizer.from_pretrained(model)
    ids = tokenizer(PROMPT + ANSWER, return_tensors="pt", add_special_tokens=False).input_ids
    labels = ids.clone()
    labels[:, : len(tokenizer(PROMPT, add_special_tokens=False).input_ids)] = -100
    with torch.no_grad():
        return float(loaded(input_ids=ids, labels=labels).loss)


@pytest.mark.parametrize(("method", "nodes", "processes"), CASES)
def test_training(trained: Callable[..., Any], case: Any, method: str, nodes: int, processes: int) -> None:
    run, result = (training := trained(case(method, nodes, processes))).run, training.result
    assert result.exit_code == 0, (result.diagnostics, run.lines[-20:])
    assert [d.code for d in result.diagnostics] == []
    nodes_seen = {e.pod for e in result.containers} - {"dataset-initializer", "model-initializer"}
    assert nodes_seen == {f"node-{index}" for index in range(nodes)}

    summary = result.summary
    assert summary is not None
    assert summary.steps == len(run.metrics()) == 16
    assert summary.last_loss < summary.first_loss
    assert run.steps_said() == list(range(1, 17))
    assert (summary.adapter is not None) == (method in ADAPTERS)

    assert answer_loss(summary.model) < answer_loss(run.files / "model")


def test_two_nodes_train_as_two_processes_do(trained: Callable[..., Any], case: Any) -> None:
    nodes, processes = (trained(case("full", *shape)).run.metrics() for shape in ((2, 1), (1, 2)))
    assert [m["loss"] for m in nodes] == pytest.approx([m["loss"] for m in processes], rel=1e-4)
    assert [m["lr"] for m in nodes] == [m["lr"] for m in processes]


def test_a_finished_run_is_not_trained_again(trained: Callable[..., Any], case: Any) -> None:
    run = trained(case("full", 1, 1)).run
    before = {path: path.stat().st_mtime_ns for path in run.output.rglob("*")}
    again = run.start()
    assert (again.exit_code, again.summary.already_complete) == (0, True)
    assert run.steps_said() == []
    assert {path: path.stat().st_mtime_ns for path in run.output.rglob("*")} == before
