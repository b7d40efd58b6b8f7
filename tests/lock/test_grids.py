"""Grids: the runs of one spec share a lock, whatever they vary."""

from __future__ import annotations

import json
from typing import Any

from lock.world import DATASET, MODEL, World, counting_words, model_files, parquet, rows

OTHERS = ("acme/two", "acme/three")


def grid(world: World, **axes: Any) -> None:
    made = json.loads((world.root / "finetune.yaml").read_text())
    paths = {path.replace("_", "."): values for path, values in axes.items()}
    (world.root / "finetune.yaml").write_text(json.dumps({**made, "matrix": paths}))


def models(world: World) -> None:
    """Three models, two of which share a tokenizer."""
    world.another(OTHERS[0], counting_words())
    world.another(OTHERS[1], {**model_files(), "model.safetensors": b"third" * 1000})
    values = {"one": f"hf://{MODEL}", "two": f"hf://{OTHERS[0]}", "three": f"hf://{OTHERS[1]}"}
    grid(world, model_source=values)


def lock_bytes(world: World) -> bytes:
    return (world.root / "finetune.lock.yaml").read_bytes()


def test_a_grid_over_what_is_not_pinned_has_the_lock_of_one_run(world: World) -> None:
    world.lock()
    before = lock_bytes(world)
    grid(world, training_learningRate=[1e-4, 3e-4], method_rank=[8, 16])
    assert "1 unchanged" in world.lock().stderr
    (world.root / "finetune.lock.yaml").unlink()
    world.hub.requests.clear()
    assert world.lock().returncode == 0
    paths = world.asked()
    assert (lock_bytes(world), len(paths)) == (before, len(set(paths)))


def test_a_grid_over_models(world: World) -> None:
    models(world)
    done = world.lock()
    assert done.returncode == 0, done.stderr
    assert [model.source for model in world.pins().models] == [f"hf://{name}" for name in (MODEL, *OTHERS)]
    paths = world.asked()
    assert len(paths) == len(set(paths))
    assert sum("tokenizer.json" in path for path in paths) == 2
    (dataset,) = world.pins().datasets
    assert dataset.facts is not None
    assert len({dataset.facts.tokenizer, *(facts.tokenizer for facts in dataset.other_facts)}) == 2
    assert world.run("compile", "--locked").returncode == 0
    assert world.lock("--check").returncode == 0
    before = lock_bytes(world)
    world.hub.requests.clear()
    assert world.lock().returncode == 0
    assert (lock_bytes(world), world.asked()) == (before, [])


def test_an_upgrade_of_a_grids_models_keeps_the_dataset(world: World) -> None:
    models(world)
    world.lock()
    before = world.pins()
    world.hub.repositories["datasets", DATASET].commit({"data/train.parquet": parquet(rows(9))})
    new = world.hub.repositories["models", OTHERS[1]].commit(counting_words())
    assert world.lock("--upgrade", "model").returncode == 0
    after = world.pins()
    assert after.models[:2] == before.models[:2]
    assert (after.models[2].revision, after.datasets[0].files) == (new, before.datasets[0].files)
    assert world.run("compile", "--locked").returncode == 0


def test_a_model_that_joins_the_grid_is_all_that_is_asked(world: World) -> None:
    world.another(OTHERS[0], counting_words())
    world.lock()
    world.hub.requests.clear()
    world.registry.requests.clear()
    grid(world, model_source={"one": f"hf://{MODEL}", "two": f"hf://{OTHERS[0]}"})
    assert world.lock().returncode == 0
    assert not any(MODEL in path for path in world.asked())
    assert world.registry.requests == []
    joined = lock_bytes(world)
    (world.root / "finetune.lock.yaml").unlink()
    world.lock()
    assert lock_bytes(world) == joined


def test_a_grid_over_revisions_of_the_dataset(world: World) -> None:
    repository = world.hub.repositories["datasets", DATASET]
    repository.commit({"data/train.parquet": parquet(rows(40))}, branch="small")
    repository.commit({"data/train.parquet": parquet(rows(90))}, branch="large")
    grid(world, dataset_revision=["small", "large"])
    assert world.lock().returncode == 0
    counts = [one.facts.splits[0].rows for one in world.pins().datasets if one.facts]
    assert counts == [40, 90]
    assert world.run("compile", "--locked").returncode == 0
    repository.commit({"data/train.parquet": parquet(rows(100))}, branch="large")
    done = world.lock("--check", "--color", "never")
    assert (done.returncode, done.stderr.count("GT453")) == (0, 1)
    assert "`large`" in done.stderr


def test_each_run_is_checked_against_its_own_revision(world: World) -> None:
    plain = [{"question": "a", "output": "b"}] * 20
    repository = world.hub.repositories["datasets", DATASET]
    repository.commit({"data/train.parquet": parquet(plain)}, branch="renamed")
    grid(world, dataset_revision=["main", "renamed"])
    assert world.lock().returncode == 0
    done = world.run("check", "--color", "never")
    assert (done.returncode, done.stdout.count("[GT404]")) == (1, 1), done.stdout
    grid(world, dataset_revision=["main"])
    assert world.run("check", "--color", "never").returncode == 0


def test_a_grid_over_splits_samples_each(world: World) -> None:
    world.dataset(
        {
            "data/train-00000-of-00001.parquet": parquet(rows(50)),
            "data/test-00000-of-00001.parquet": parquet(rows(50, long=True)),
        }
    )
    world.lock()
    grid(world, dataset_split={"short": "train", "long": "test"})
    assert world.lock().returncode == 0
    (dataset,) = world.pins().datasets
    assert dataset.facts is not None
    every = (dataset.facts, *dataset.other_facts)
    assert [facts.split for facts in every] == ["train", "test"]
    longest = [facts.tokens.longest for facts in every if facts.tokens]
    assert longest[0] < 256 < longest[1]
    done = world.run("check", "--color", "never")
    assert done.stdout.count("[GT408]") == 1


def test_one_run_that_cannot_be_pinned_writes_nothing(world: World) -> None:
    world.lock()
    before = lock_bytes(world)
    grid(world, model_source={"one": f"hf://{MODEL}", "none": "hf://acme/nothing"})
    done = world.lock()
    assert (done.returncode, "GT433" in done.stderr) == (1, True)
    assert lock_bytes(world) == before


def test_twenty_specs_with_grids_ask_each_question_once(world: World) -> None:
    models(world)
    text = (world.root / "finetune.yaml").read_text()
    (world.root / "finetune.yaml").unlink()
    for number in range(20):
        made = json.loads(text)
        made["metadata"]["name"] = f"run-{number}"
        file = world.root / "runs" / str(number) / "finetune.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(made))
    done = world.lock(".")
    assert done.returncode == 0, done.stderr
    paths = world.asked()
    assert len(paths) == len(set(paths))
    assert len(world.registry.requests) == 2
    assert len({file.read_bytes() for file in world.root.glob("runs/*/finetune.lock.yaml")}) == 1
