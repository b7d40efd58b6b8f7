"""`gitune lock --check`: missing, stale and lost pins are errors, what only moved is a warning; nothing is written."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from lock.world import DATASET, MODEL, World, model_files, parquet, rows


def check(world: World, *arguments: str) -> tuple[int, set[str]]:
    file = world.root / "finetune.lock.yaml"
    before = file.read_bytes() if file.exists() else None
    done = world.lock("--check", *arguments)
    assert (file.read_bytes() if file.exists() else None) == before
    assert "Traceback" not in done.stderr
    return done.returncode, set(re.findall(r"\[(GT4\d\d)\]", done.stderr))


def test_a_lock_that_fits(world: World) -> None:
    world.lock()
    assert check(world) == (0, set())


def test_no_lock(world: World) -> None:
    assert check(world) == (1, {"GT451"})


@pytest.mark.parametrize(
    "changes",
    [
        {"model": {"revision": "stable"}},
        {"dataset": {"source": f"hf://{DATASET}"}},
        {"dataset": {"source": f"hf://{DATASET}/data/train-00000-of-00002.parquet"}},
    ],
)
def test_another_source_or_revision(world: World, changes: Any) -> None:
    world.lock()
    world.spec(**changes)
    assert check(world) == (1, {"GT452"})


def test_other_images(world: World) -> None:
    world.lock()
    made = json.loads((world.root / "gitune.yaml").read_text())
    made["images"]["trainer"] = f"{world.registry.host}/team/other:1.0"
    (world.root / "gitune.yaml").write_text(json.dumps(made))
    assert check(world) == (1, {"GT452"})
    assert check(world, "--no-images") == (0, set())


def test_other_versions(world: World) -> None:
    world.lock()
    made = json.loads((world.root / "gitune.yaml").read_text())
    (world.root / "gitune.yaml").write_text(json.dumps(made | {"target": {"trainer": "2.2"}}))
    assert check(world) == (1, {"GT452"})


def test_a_moved_branch_is_a_warning(world: World) -> None:
    world.lock()
    world.hub.repositories["models", MODEL].commit({**model_files(), "config.json": b"{}"})
    assert check(world) == (0, {"GT453"})


def test_a_commit_that_is_gone_is_an_error(world: World) -> None:
    world.lock()
    repository = world.hub.repositories["datasets", DATASET]
    repository.commits.clear()
    repository.commit({"data/train.parquet": parquet(rows(3))})
    assert check(world) == (1, {"GT453", "GT454"})


def test_a_file_that_is_gone_is_an_error(world: World) -> None:
    world.lock()
    repository = world.hub.repositories["models", MODEL]
    repository.commits[repository.branches["main"]].pop("tokenizer.json")
    assert check(world) == (1, {"GT454"})


def test_a_moved_tag_is_a_warning(world: World) -> None:
    world.lock()
    world.registry.push_image("team/trainer", "1.0", "newer")
    assert check(world) == (0, {"GT455"})


def test_an_image_that_is_gone_is_an_error(world: World) -> None:
    world.lock()
    for key in [key for key in world.registry.manifests if key[0] == "team/trainer"]:
        del world.registry.manifests[key]
    world.registry.push_image("team/trainer", "1.0", "newer")
    assert check(world) == (1, {"GT455", "GT454"})


def test_a_private_repository_is_an_error(world: World) -> None:
    world.lock()
    world.model(private=True)
    assert check(world) == (1, {"GT433"})


def test_a_broken_lock(world: World) -> None:
    (world.root / "finetune.lock.yaml").write_text("kind: Nothing\n")
    code, codes = check(world)
    assert code == 1, codes
