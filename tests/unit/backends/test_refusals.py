from __future__ import annotations

from typing import Any

import pytest

from gitune.backends.torchtune.backend import Torchtune
from support.specs import catalog, configured, made

TWO = {"accelerator": "h100-80gb", "gpusPerNode": 2}
SOURCE = {"source": "hf://team/model"}
PHI = {"model": {"id": "phi4-14b"}, "method": {"kind": "lora"}}

CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({"method": {"kind": "lora", "applyToOutput": True}}, ["GT301"]),
    ({"model": {"id": "qwen2.5-7b"}, "method": {"kind": "lora", "applyToOutput": True}}, []),
    ({"model": {"id": "gemma2-2b", **SOURCE}, "method": {"kind": "dora", "applyToOutput": True}}, ["GT301", "GT308"]),
    ({**PHI, "training": {"checkpoint": {"adapterOnly": True}}}, ["GT304"]),
    (PHI, ["GT309"]),
    ({"dataset": {"template": "alpaca", "systemPrompt": "Hi."}}, ["GT305"]),
    ({"model": {"id": "mistral-7b-v0.1", **SOURCE}, "dataset": {"systemPrompt": "Hi."}}, ["GT305"]),
    ({"model": {"id": "mistral-7b-v0.1", **SOURCE}}, []),
    ({"training": {"optimizer": {"kind": "adamw8bit"}}, "resources": TWO}, ["GT306"]),
    ({"training": {"optimizer": {"kind": "adamw8bit"}}}, []),
    (
        {
            "training": {"checkpoint": {"asynchronous": True}},
            "resources": {"accelerator": "cpu", "processesPerNode": 2},
        },
        ["GT307"],
    ),
    ({"model": {"id": "gemma2-2b", **SOURCE}}, ["GT308"]),
    ({"model": {"id": "gemma2-2b", **SOURCE}, "dataset": {"kind": "text"}}, []),
    ({"model": {"id": "gemma2-2b-it", **SOURCE}}, []),
]


@pytest.mark.parametrize(("changes", "codes"), CASES, ids=[str(n) for n in range(len(CASES))])
def test_refused_with_the_reason(changes: dict[str, Any], codes: list[str]) -> None:
    found = configured(**changes)
    assert [f.code for f in found.findings] == codes
    assert (found.config is None) == any(code not in ("GT308", "GT309") for code in codes)


def test_what_the_catalog_says_cannot_be_quantized() -> None:
    plan = made(method={"kind": "qlora"})
    odd = plan.model.entry.torchtune.model_copy(update={"quantizable": False})
    changed = _with_entry(plan, torchtune=odd)
    assert [f.code for f in Torchtune().configure(changed, catalog()).findings] == ["GT303"]


def test_a_builder_without_an_option_is_never_left_alone_with_it() -> None:
    plan = made(model={"id": "qwen2.5-7b"}, method={"kind": "qdora"})
    bare = plan.model.entry.torchtune.model_copy(update={"lora_model": "torchtune.models.llama2.llama2_7b"})
    codes = [f.code for f in Torchtune().configure(_with_entry(plan, torchtune=bare), catalog()).findings]
    assert codes.count("GT302") == 3


def _with_entry(plan: Any, **update: Any) -> Any:

    return plan._replace(model=plan.model._replace(entry=plan.model.entry.model_copy(update=update)))
