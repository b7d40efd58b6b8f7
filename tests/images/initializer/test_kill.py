"""Killed at any moment: the next start ends with verified files."""

import hashlib
import random
import time

import pytest

from images.hub import Hub, Repository
from images.initializer.start import Starter, pins_of

CONTENT = random.Random(7).randbytes(3_000_000)
FILES = {f"part-{number}.safetensors": CONTENT[number:] for number in range(3)} | {"config.json": b"{}"}
SECONDS = 1.2
"""How long an undisturbed start takes, about, with a Hub that is this slow."""


@pytest.mark.parametrize("seed", range(10))
def test_kill_at_a_random_moment(hub: Hub, start: Starter, seed: int) -> None:
    commit = hub.add("org/m", Repository()).commit(FILES)
    start.pin("model", "hf://org/m", commit, pins_of(FILES))
    hub.pause = 0.01
    moments = random.Random(seed)
    for _ in range(2):
        process = start.begin("model", "hf://org/m")
        time.sleep(moments.uniform(0.0, SECONDS))
        process.kill()
        start.end(process)
    hub.pause = 0.0
    outcome = start("model", "hf://org/m")
    assert outcome.code == 0, outcome.output
    found = {path: hashlib.sha256(content).hexdigest() for path, content in start.tree().items()}
    assert found == {path: hashlib.sha256(content).hexdigest() for path, content in FILES.items()}
    assert start.partials() == []
