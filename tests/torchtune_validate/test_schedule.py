"""A cosine schedule of no wave is constant after its warm-up, exactly."""

from __future__ import annotations

import pytest
import torch
from omegaconf import OmegaConf
from torchtune import config

from gitune.backends.torchtune.learning import schedule_section
from gitune.spec.training import Schedule

pytestmark = pytest.mark.torch

PEAK, WARMUP, STEPS = 3e-4, 5, 40


def rates(kind: str, warmup: int) -> list[float]:
    section = schedule_section(Schedule.model_validate({"kind": kind, "warmupSteps": warmup}))
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=PEAK)
    schedule = config.instantiate(OmegaConf.create(section), optimizer, num_training_steps=STEPS, last_epoch=-1)
    found = []
    for _ in range(STEPS):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def test_constant() -> None:
    assert rates("constant", 0) == [PEAK] * STEPS
    assert rates("constant", WARMUP)[WARMUP:] == [PEAK] * (STEPS - WARMUP)
    assert rates("constant", WARMUP)[:WARMUP] == pytest.approx([PEAK * step / WARMUP for step in range(WARMUP)])


def test_cosine_falls_to_nearly_zero() -> None:
    found = rates("cosine", 0)
    assert found[0] == PEAK
    assert found == sorted(found, reverse=True)
    assert found[-1] < PEAK / 100
