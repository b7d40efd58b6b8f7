"""The arguments, read by torchtune's own parser over its own config: what Trainer's command line starts."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import pytest

from gitune.backends.upstream.backend import Upstream
from gitune.backends.upstream.choice import choose
from gitune.backends.upstream.settings import effective
from gitune.catalog.load import load_catalog
from gitune.plan.model import Plan
from sdk.test_parity import CASES, compiled
from unit.backends.upstream_runs import ONE, made

CATALOG = load_catalog()
MORE: dict[str, Any] = {
    "optimizer": {
        "training": {"globalBatchSize": 8, "optimizer": {"kind": "sgd", "momentum": 0.9}, "learningRate": 1e-3},
        "overrides": {"profiler": {"cpu": None}, "optimizer_in_bwd": True},
    },
    "one-gpu": {"resources": ONE, "training": {"optimizer": {"kind": "adamw"}, "gradientClipping": 1.0}},
    "schedule": {
        "training": {"schedule": {"kind": "constant", "warmupSteps": 5}, "loss": {"chunks": 16}, "maxSteps": 10},
    },
    "words": {
        "dataset": {"systemPrompt": "None", "columns": {"input": "it's", "output": "A: {0}, [1]"}, "packed": True},
        "training": {"maxSeqLen": 2048, "seed": 1},
    },
    "template": {"dataset": {"template": "alpaca"}, "method": {"kind": "lora", "dropout": 1e-5}},
    "chat": {"dataset": {"kind": "chat"}},
}

pytestmark = pytest.mark.torch


def check(plan: Plan) -> None:
    """What torchtune makes of the arguments is what the compiler has checked, and fit for `tune validate`."""
    from omegaconf import OmegaConf  # noqa: PLC0415
    from torchtune.config import validate  # noqa: PLC0415
    from torchtune.config._utils import _merge_yaml_and_cli_args  # noqa: PLC0415

    assert plan.upstream is not None
    backend = Upstream(plan.upstream)
    stock: dict[str, Any] = dict(CATALOG.upstream.configs[choose(plan, plan.upstream).config])
    configured = backend.configure(plan, CATALOG)
    assert configured.config is not None, configured.findings
    merged = _merge_yaml_and_cli_args(Namespace(**effective(stock, ())), list(configured.config.args))
    assert OmegaConf.to_container(merged) == effective(stock, backend.settings(plan, stock))
    validate(merged)


@pytest.mark.parametrize("case", CASES)
def test_cases_are_read_as_they_are_meant(case: str) -> None:
    plan = compiled(case).plan
    assert plan is not None
    check(plan)


@pytest.mark.parametrize("name", MORE)
def test_what_the_sdk_cannot_say_is_read_as_it_is_meant(name: str) -> None:
    check(made(**MORE[name]))
