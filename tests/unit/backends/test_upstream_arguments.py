"""What a spec says beyond the words of Kubeflow's SDK: an argument where torchtune's config says something else."""

from __future__ import annotations

from typing import Any

import pytest

from unit.backends.upstream_runs import LARGE, ONE, QWEN, args, made

STEPS = {"globalBatchSize": 8, "microBatchSize": 4}


def test_a_spec_that_leaves_everything_open_says_nothing() -> None:
    assert args() == []


@pytest.mark.parametrize(
    ("training", "expected"),
    [
        ({"maxSeqLen": 2048}, ["tokenizer.max_seq_len=2048"]),
        ({"globalBatchSize": 32}, ["gradient_accumulation_steps=4"]),
        ({"globalBatchSize": 6}, ["batch_size=3", "gradient_accumulation_steps=1"]),
        ({"microBatchSize": 4}, ["batch_size=4"]),
        ({"microBatchSize": 2}, ["batch_size=2", "gradient_accumulation_steps=16"]),
        ({"maxSteps": 100}, ["max_steps_per_epoch=100"]),
        ({"learningRate": 1e-4}, ["optimizer.lr=0.0001"]),
        ({"learningRate": 2e-5}, []),
        ({"seed": 7}, ["seed=7"]),
        ({"gradientClipping": 1.0}, ["clip_grad_norm=1.0"]),
        ({"compile": True}, ["compile=True"]),
        ({"compile": False}, []),
        ({"activationCheckpointing": True}, ["enable_activation_checkpointing=True"]),
        ({"checkpoint": {"asynchronous": True}}, ["enable_async_checkpointing=True"]),
        ({"logging": {"everySteps": 10, "memory": False}}, ["log_every_n_steps=10", "log_peak_memory_stats=False"]),
        ({"loss": {"kind": "crossEntropy"}}, ["loss=torch.nn.CrossEntropyLoss"]),
        (
            {"loss": {"chunks": 16}},
            ["loss=torchtune.modules.loss.CEWithChunkedOutputLoss", "loss.num_output_chunks=16"],
        ),
        (
            {"schedule": {"kind": "constant", "warmupSteps": 5}},
            [
                "lr_scheduler._component_=torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup",
                "lr_scheduler.num_warmup_steps=5",
                "lr_scheduler.num_cycles=0.0",
            ],
        ),
        (
            {"optimizer": {"kind": "sgd", "momentum": 0.9}},
            [
                "~optimizer.fused",
                "optimizer._component_=torch.optim.SGD",
                "optimizer.momentum=0.9",
                "optimizer.weight_decay=0.0",
            ],
        ),
    ],
)
def test_each_field_is_an_argument(training: dict[str, Any], expected: list[str]) -> None:
    assert args(training=training) == expected


def test_one_gpus_config_steps_after_every_layer_until_a_step_needs_more() -> None:
    """Its `optimizer_in_bwd` excludes accumulation and clipping."""
    assert args(resources=ONE, training={"globalBatchSize": 4}) == []
    assert args(resources=ONE, training=STEPS) == [
        "batch_size=4",
        "gradient_accumulation_steps=2",
        "optimizer_in_bwd=False",
    ]
    clipped = args(resources=ONE, training={"globalBatchSize": 4, "gradientClipping": 0.5})
    assert clipped == ["clip_grad_norm=0.5", "optimizer_in_bwd=False"]


def test_a_lora_schedule_changes_one_key() -> None:
    changed = args(method={"kind": "lora"}, training={"schedule": {"kind": "cosine", "warmupSteps": 10}})
    assert changed == [
        "model.lora_attn_modules=[q_proj,v_proj,output_proj]",
        "lr_scheduler.num_warmup_steps=10",
        "lr_scheduler.num_cycles=0.5",
    ]


def test_packing_needs_a_length() -> None:
    assert args(dataset={"packed": True}) == ["tokenizer.max_seq_len=131072", "dataset.packed=True"]
    assert args(dataset={"packed": False, "shuffle": False}) == ["shuffle=False"]


def test_the_70b_config_packs_by_itself() -> None:
    changes: dict[str, Any] = LARGE | {"resources": {"accelerator": "h100-80gb", "gpusPerNode": 8, "nodes": 2}}
    assert made(**changes).dataset.packed
    assert "dataset.packed=False" in args(**changes, dataset={"packed": False})


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        (
            {"template": "alpaca"},
            [
                "dataset=torchtune.datasets.alpaca_dataset",
                "dataset.split=train",
                "dataset.column_map={'instruction': 'instruction', 'input': 'input', 'output': 'output'}",
                "dataset.train_on_input=False",
            ],
        ),
        (
            {"kind": "chat", "conversationStyle": "sharegpt"},
            [
                "dataset=torchtune.datasets.chat_dataset",
                "dataset.split=train",
                "dataset.conversation_column=conversations",
                "dataset.conversation_style=sharegpt",
                "dataset.train_on_input=False",
            ],
        ),
        (
            {"kind": "text", "columns": {"text": "body"}},
            [
                "dataset=torchtune.datasets.text_completion_dataset",
                "dataset.split=train",
                "dataset.column=body",
                "dataset.add_eos=True",
            ],
        ),
    ],
)
def test_rows_that_the_sdk_cannot_describe(dataset: dict[str, Any], expected: list[str]) -> None:
    assert args(dataset=dataset) == expected


def test_overrides_come_last() -> None:
    said = args(
        training={"globalBatchSize": 8, "learningRate": 1e-4},
        overrides={"optimizer": {"foreach": False, "fused": None, "amsgrad": None}, "optimizer_in_bwd": True},
    )
    assert said == [
        "gradient_accumulation_steps=1",
        "optimizer.lr=0.0001",
        "optimizer.foreach=False",
        "~optimizer.fused",
        "optimizer_in_bwd=True",
    ]


def test_the_plan_says_what_runs() -> None:
    """Qwen's own config for LoRA on one GPU has a rate of its own; the plan must not tell another."""
    plan = made(**QWEN, method={"kind": "lora", "rank": 8}, resources=ONE)
    assert (plan.training.learning_rate, plan.method.rank, plan.method.alpha) == (0.002, 8, 64)  # type: ignore[union-attr]
    assert (plan.training.batch.micro_size, plan.training.batch.accumulation) == (2, 32)
    reasons = {decision.path: decision.reason for decision in plan.decisions}
    for path in (("training", "learningRate"), ("method", "alpha"), ("training", "microBatchSize")):
        assert "qwen2_5/1.5B_lora_single_device" in reasons[path]
    assert ("method", "rank") not in reasons
    assert len(reasons) == len(plan.decisions)
