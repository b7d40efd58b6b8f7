from __future__ import annotations

from typing import Any

import pytest

from support.specs import config, configured

TWO = {"accelerator": "h100-80gb", "gpusPerNode": 2}


def said(overrides: dict[str, Any], **changes: Any) -> list[tuple[str, tuple[Any, ...]]]:
    return [(f.code, f.path[1:]) for f in configured(overrides=overrides, **changes).findings]


def test_they_are_the_last_to_apply() -> None:
    found = config(overrides={"optimizer": {"foreach": False}, "low_cpu_ram": True}, method={"kind": "lora"})
    assert found["optimizer"]["foreach"] is False
    assert found["optimizer"]["lr"] == 3e-4
    assert found["low_cpu_ram"] is True


def test_null_removes() -> None:
    found = config(overrides={"profiler": None, "optimizer": {"fused": None}})
    assert "profiler" not in found
    assert "fused" not in found["optimizer"]


def test_another_component_keeps_what_it_knows() -> None:
    found = config(overrides={"optimizer": {"_component_": "torch.optim.Adam"}})["optimizer"]
    assert found["lr"] == 2e-5
    swapped = config(overrides={"loss": {"_component_": "torch.nn.CrossEntropyLoss", "label_smoothing": 0.1}})["loss"]
    assert swapped == {"_component_": "torch.nn.CrossEntropyLoss", "label_smoothing": 0.1}


CASES: list[tuple[dict[str, Any], tuple[str, tuple[Any, ...]]]] = [
    ({"optimzer": {}}, ("GT310", ("optimzer",))),
    ({"low_cpu_ram": True}, ("GT310", ("low_cpu_ram",))),
    ({"optimizer": {"_component_": "torch.optim.AdmW"}}, ("GT311", ("optimizer", "_component_"))),
    ({"optimizer": {"_component_": "torchtune.datasets.chat_dataset"}}, ("GT311", ("optimizer", "_component_"))),
    ({"optimizer": {"_component_": 3}}, ("GT311", ("optimizer", "_component_"))),
    ({"collate_fn": "torchtune.data.padded"}, ("GT311", ("collate_fn",))),
    ({"optimizer": {"foreech": True}}, ("GT312", ("optimizer", "foreech"))),
    ({"optimizer": {"foreech": None}}, ("GT312", ("optimizer", "foreech"))),
    ({"lr_scheduler": {"last_epoch": 3}}, ("GT312", ("lr_scheduler", "last_epoch"))),
    ({"optimizer": None}, ("GT314", ("optimizer",))),
    ({"optimizer": "torch.optim.SGD"}, ("GT314", ("optimizer",))),
    ({"optimizer": {"foreach": "yes"}}, ("GT314", ("optimizer", "foreach"))),
    ({"optimizer": {"eps": True}}, ("GT314", ("optimizer", "eps"))),
    ({"optimizer_in_bwd": 1}, ("GT314", ("optimizer_in_bwd",))),
    ({"output_dir": "/workspace/output/other"}, ("GT315", ("output_dir",))),
    ({"checkpointer": {"checkpoint_dir": "/tmp/x"}}, ("GT315", ("checkpointer", "checkpoint_dir"))),
    ({"batch_size": 1}, ("GT315", ("batch_size",))),
    ({"metric_logger": {"filename": "/etc/passwd"}}, ("GT315", ("metric_logger", "filename"))),
    ({"metric_logger": {"filename": "/workspace/../etc/x"}}, ("GT315", ("metric_logger", "filename"))),
    ({"optimizer_in_bwd": True}, ("GT316", ("optimizer_in_bwd",))),
]


@pytest.mark.parametrize(("overrides", "expected"), CASES, ids=[str(n) for n in range(len(CASES))])
def test_each_mistake_is_found_where_it_stands(overrides: dict[str, Any], expected: tuple[str, Any]) -> None:
    assert said(overrides)[0] == expected


@pytest.mark.parametrize(
    ("overrides", "changes"),
    [
        ({"custom_sharded_layers": ["tok_embeddings"]}, {"resources": TWO}),
        ({"fsdp_cpu_offload": True}, {"resources": {"accelerator": "cpu", "processesPerNode": 2}}),
        ({"ac_mode": "selective"}, {"resources": TWO, "training": {"activationCheckpointing": True}}),
        ({"optimizer_in_bwd": True}, {"training": {"gradientClipping": 1.0, "microBatchSize": 32}}),
    ],
)
def test_keys_that_do_not_go_together(overrides: dict[str, Any], changes: dict[str, Any]) -> None:
    assert [code for code, _ in said(overrides, **changes)] == ["GT316"]


def test_a_missing_argument_is_found_at_the_component_that_needs_it() -> None:
    found = said({"dataset": {"_component_": "torchtune.datasets.SFTDataset"}})
    assert found == [("GT311", ("dataset", "_component_"))]
    assert said({"loss": {"_component_": "torchtune.rlhf.loss.PPOLoss", "num_output_chunks": None}})[0][0] == "GT315"
    assert ("GT313", ("checkpointer",)) in said({"checkpointer": {"model_type": None}})


def test_hints_name_the_nearest() -> None:
    found = configured(overrides={"optimizer": {"weight_decai": 0.1}}).findings
    assert found[0].hint == "did you mean `weight_decay`?"
    assert found[0].at == "key"
