"""One spec in two environments: one lock holds what both name, and each is compiled with its own pins."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from lock.world import DATASET, MODEL, World, counting_words, model_files, parquet, rows

OTHER = "acme/other-llama"


def environments(world: World, **changes: Any) -> None:
    """`dev` as the spec is, and `prod` with what is different there."""
    world.project(environments={"dev": {}, "prod": changes})


@pytest.fixture
def two(world: World) -> World:
    """Another model in production, whose tokenizer counts otherwise."""
    world.another(OTHER, counting_words())
    environments(world, set={"model.source": f"hf://{OTHER}"})
    return world


def lock_bytes(world: World) -> bytes:
    return (world.root / "finetune.lock.yaml").read_bytes()


def pins_of(world: World, environment: str) -> dict[str, Any]:
    """The pins that the environment's run gets."""
    found = list((world.root / "rendered" / environment).rglob("pins.json"))
    if found:
        (file,) = found
        made: dict[str, Any] = json.loads(file.read_text())
        return made
    texts = [file.read_text() for file in (world.root / "rendered" / environment).rglob("*.yaml")]
    (text,) = [text for text in texts if "pins.json: |" in text]
    body = text.split("pins.json: |\n")[1]
    lines = [line for line in body.splitlines() if line.startswith("    ") or not line]
    loaded: dict[str, Any] = json.JSONDecoder().raw_decode("\n".join(lines).strip())[0]
    return loaded


def sources(world: World) -> list[str]:
    return [model.source for model in world.pins().models]


def test_both_models_are_pinned_and_each_run_gets_its_own(two: World) -> None:
    done = two.lock()
    assert done.returncode == 0, done.stderr
    assert sources(two) == [f"hf://{MODEL}", f"hf://{OTHER}"]
    done = two.run("compile", "--locked", "--color", "never")
    assert done.returncode == 0, done.stderr
    for environment, name in (("dev", MODEL), ("prod", OTHER)):
        pins, repository = pins_of(two, environment)["model"], two.hub.repositories["models", name]
        assert (pins["source"], pins["revision"]) == (f"hf://{name}", repository.branches["main"])
    assert pins_of(two, "dev")["dataset"] == pins_of(two, "prod")["dataset"]


def test_the_dataset_is_asked_for_once_and_its_files_stand_once(two: World) -> None:
    done = two.lock()
    paths = two.asked()
    assert len(paths) == len(set(paths))
    assert "locked 1 spec (1 written, 0 unchanged): 3 sources" in done.stderr
    assert lock_bytes(two).count(b"train-00000-of-00002.parquet") == 1
    assert (len(two.pins().datasets), len(two.registry.requests)) == (1, 2)


def test_lengths_are_those_of_each_runs_tokenizer(two: World) -> None:
    two.spec(training={"maxSeqLen": 128})
    two.lock()
    facts = two.pins().datasets[0]
    assert facts.facts is not None
    first, second = facts.facts.tokens, facts.other_facts[0].tokens
    assert first is not None
    assert second is not None
    assert first.longest > 128 > second.longest
    found = {name: two.run("check", "--env", name, "--color", "never").stdout for name in ("dev", "prod")}
    assert ("GT408" in found["dev"], "GT408" in found["prod"]) == (True, False)


def test_a_second_call_asks_nobody_and_touches_nothing(two: World) -> None:
    two.lock()
    before, stamp = lock_bytes(two), (two.root / "finetune.lock.yaml").stat().st_mtime_ns
    two.hub.requests.clear()
    two.registry.requests.clear()
    assert "1 unchanged" in two.lock().stderr
    assert (two.asked(), two.registry.requests) == ([], [])
    assert (lock_bytes(two), (two.root / "finetune.lock.yaml").stat().st_mtime_ns) == (before, stamp)


@pytest.mark.parametrize("order", [("dev", "prod"), ("prod", "dev")])
def test_one_after_the_other_is_as_both_at_once(two: World, order: tuple[str, str]) -> None:
    two.lock()
    together = lock_bytes(two)
    (two.root / "finetune.lock.yaml").unlink()
    for environment in order:
        assert two.lock("--env", environment).returncode == 0
    assert lock_bytes(two) == together


def test_an_upgrade_in_one_environment_leaves_the_other(two: World) -> None:
    two.lock()
    before = two.pins()
    for name in (MODEL, OTHER):
        two.hub.repositories["models", name].commit({**model_files(), "model.safetensors": b"newer" * 999})
    two.hub.requests.clear()
    assert two.lock("--upgrade", "model", "--env", "prod").returncode == 0
    after = two.pins()
    assert after.models[0] == before.models[0]
    assert after.models[1].revision == two.hub.repositories["models", OTHER].branches["main"]
    assert not any(MODEL in path for path in two.asked())
    assert two.run("compile", "--locked").returncode == 0


def test_what_no_environment_names_any_more_leaves(two: World) -> None:
    two.lock()
    environments(two)
    done = two.lock("--check", "--color", "never")
    assert (done.returncode, f"still has the model hf://{OTHER} at main" in done.stderr) == (0, True)
    two.hub.requests.clear()
    assert two.lock().returncode == 0
    assert two.asked() == []
    alone = lock_bytes(two)
    (two.root / "finetune.lock.yaml").unlink()
    two.project(environments={})
    two.lock()
    assert lock_bytes(two) == alone


def test_what_the_other_environment_does_not_name_any_more_leaves_too(two: World) -> None:
    two.another("acme/third", model_files())
    two.lock()
    environments(two, set={"model.source": "hf://acme/third"})
    assert two.lock("--env", "dev").returncode == 0
    assert sources(two) == [f"hf://{MODEL}"]


def test_pins_of_an_environment_that_does_not_compile_stay(two: World) -> None:
    two.lock()
    before = lock_bytes(two)
    environments(two, set={"model.source": f"hf://{OTHER}", "training.maxSeqLen": -1})
    assert two.lock().returncode == 1
    assert lock_bytes(two) == before


def test_check_says_what_is_missing_and_where(two: World) -> None:
    two.lock("--env", "dev")
    done = two.lock("--check")
    assert done.returncode == 1
    assert "GT452" in done.stderr
    assert f"hf://{OTHER}" in done.stderr
    assert "gitune.yaml" in done.stderr
    assert two.lock("--check", "--env", "dev").returncode == 0
    done = two.run("check", "--env", "prod", "--color", "never")
    assert (done.returncode, "GT401" in done.stdout, OTHER in done.stdout) == (1, True, True)


def test_a_model_that_moved_in_one_environment(two: World) -> None:
    two.lock()
    two.hub.repositories["models", OTHER].commit({**model_files(), "new": b"1"})
    found = {name: two.lock("--check", "--env", name).stderr for name in ("dev", "prod")}
    assert ("GT453" in found["dev"], "GT453" in found["prod"]) == (False, True)


def test_a_third_model_says_what_the_lock_has(two: World) -> None:
    two.lock()
    two.spec(model={"source": "hf://acme/third"})
    done = two.run("check", "--env", "dev", "--color", "never")
    wanted = f"the lock does not have hf://acme/third at main: it is for hf://{MODEL} at main, hf://{OTHER} at main"
    assert (done.returncode, wanted in done.stdout) == (1, True), done.stdout


def test_each_environment_has_its_images(world: World) -> None:
    for role in ("initializer", "trainer"):
        world.registry.push_image(f"team/{role}", "2.0", f"newer {role}")
    newer = {role: f"{world.registry.host}/team/{role}:2.0" for role in ("initializer", "trainer")}
    environments(world, images=newer)
    done = world.lock()
    assert done.returncode == 0, done.stderr
    assert [image.image for image in world.pins().other_images] == [newer["initializer"], newer["trainer"]]
    assert len(set(world.registry.requests)) == len(world.registry.requests) == 4
    assert world.run("compile", "--locked").returncode == 0
    for environment, tag in (("dev", "1.0"), ("prod", "2.0")):
        text = "".join(file.read_text() for file in (world.root / "rendered" / environment).rglob("*.yaml"))
        assert f"/team/trainer:{tag}@sha256:" in text
    assert "/team/trainer:1.0" not in text
    world.registry.push_image("team/trainer", "2.0", "newest")
    before = world.pins()
    assert world.lock("--upgrade", "images", "--env", "prod").returncode == 0
    after = world.pins()
    assert (after.images, after.other_images[0]) == (before.images, before.other_images[0])
    assert after.other_images[1] != before.other_images[1]


def test_each_environment_has_its_trainer(world: World) -> None:
    environments(world, target={"trainer": "2.2"})
    assert world.lock().returncode == 0
    assert [versions.trainer for versions in world.pins().all_versions] == ["2.3", "2.2"]
    assert world.run("compile", "--locked").returncode == 0
    assert world.lock("--check").returncode == 0
    environments(world)
    assert "Trainer 2.2" in world.lock("--check").stderr
    assert world.lock().returncode == 0
    assert world.pins().other_versions == ()


def test_a_revision_of_the_dataset_in_production(world: World) -> None:
    repository = world.hub.repositories["datasets", DATASET]
    stable = repository.commit({"data/train.parquet": parquet(rows(700))}, branch="stable")
    environments(world, spec={"dataset": {"revision": "stable"}})
    assert world.lock().returncode == 0
    assert [one.requested for one in world.pins().datasets] == ["main", "stable"]
    assert world.pins().datasets[1].revision == stable
    assert [one.facts.splits[0].rows for one in world.pins().datasets if one.facts] == [2000, 700]
    assert world.run("compile", "--locked").returncode == 0
    assert pins_of(world, "prod")["dataset"]["revision"] == stable


def test_a_volume_in_one_environment_is_no_reason_to_refuse_it(world: World) -> None:
    environments(world, set={"model.source": "pvc://models/tiny"})
    done = world.lock()
    assert (done.returncode, "GT441" in done.stderr) == (0, True)
    done = world.run("compile", "--color", "never")
    assert (done.returncode, "GT402" in done.stderr, "GT401" in done.stderr) == (0, True, False), done.stderr


def test_each_environments_volume_has_its_copy(world: World) -> None:
    environments(world, set={"model.source": "pvc://prod/tiny"})
    world.spec(model={"source": "pvc://dev/tiny"})
    for name, extra in (("dev", b"a"), ("prod", b"b")):
        for path, data in (model_files() | {"model.safetensors": extra}).items():
            file = world.root / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    copies = [f"--copy=pvc://{name}/tiny={world.root / name}" for name in ("dev", "prod")]
    done = world.lock(*copies)
    assert done.returncode == 0, done.stderr
    hashes = {file.sha256 for model in world.pins().models for file in model.files if file.path == "model.safetensors"}
    assert (sources(world), len(hashes)) == (["pvc://dev/tiny", "pvc://prod/tiny"], 2)
    assert world.run("compile", "--locked").returncode == 0
    before = lock_bytes(world)
    assert world.lock().returncode == 0
    assert lock_bytes(world) == before


def test_a_base_may_name_the_model_and_has_no_lock(two: World) -> None:
    base = two.root / "bases" / "lora.yaml"
    base.parent.mkdir()
    base.write_text(json.dumps({"model": {"id": "tiny", "source": f"hf://{MODEL}"}}))
    made = json.loads((two.root / "finetune.yaml").read_text())
    del made["model"]
    (two.root / "finetune.yaml").write_text(json.dumps({**made, "extends": "bases/lora.yaml"}))
    assert two.lock(".").returncode == 0
    before = lock_bytes(two)
    assert [file.name for file in two.root.rglob("*.lock.yaml")] == ["finetune.lock.yaml"]
    base.rename(two.root / "moved.yaml")
    (two.root / "finetune.yaml").write_text(json.dumps({**made, "extends": "moved.yaml"}))
    assert "1 unchanged" in two.lock().stderr
    assert lock_bytes(two) == before


def test_provenance_is_of_the_environments_own_pins(two: World) -> None:
    two.lock()
    for environment, name in (("dev", MODEL), ("prod", OTHER)):
        done = two.run("provenance", "--env", environment)
        assert done.returncode == 0, done.stderr
        listed = json.dumps(json.loads(done.stdout)["predicate"]["buildDefinition"]["resolvedDependencies"])
        revision = two.hub.repositories["models", name].branches["main"]
        assert f"hf://{name}@{revision}/config.json" in listed
        assert listed.count("hf://acme/") == listed.count(f"hf://{name}@")


def git(world: World, *arguments: str) -> None:
    account = ("-c", "user.name=team", "-c", "user.email=team@example.com")
    subprocess.run(["git", *account, *arguments], cwd=world.root, check=True, capture_output=True)


def test_a_diff_shows_only_the_environment_whose_pins_moved(two: World) -> None:
    (two.root / ".gitignore").write_text(".hf\n.home\nrendered\n")
    two.lock()
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "locked")):
        git(two, *arguments)
    before = two.pins().models[1].revision
    two.hub.repositories["models", OTHER].commit({**counting_words(), "model.safetensors": b"newer" * 999})
    two.lock("--upgrade", "model", "--env", "prod")
    done = two.run("diff", ".", "--color", "never")
    assert done.returncode == 0, done.stderr
    assert "1 of 1 spec changes in prod" in done.stdout
    (moved,) = [line for line in done.stdout.splitlines() if "model revision" in line]
    assert moved.index(str(before)) < moved.index(str(two.pins().models[1].revision))
