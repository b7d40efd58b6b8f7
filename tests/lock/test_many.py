"""Fifty specs in one call: every distinct question is asked once."""

from __future__ import annotations

from lock.world import World


def test_fifty_specs_ask_each_question_once(world: World) -> None:
    (world.root / "finetune.yaml").unlink()
    for number in range(50):
        world.spec(f"runs/{number}/finetune.yaml", metadata={"name": f"run-{number}"})
    done = world.lock(".")
    assert done.returncode == 0, done.stderr
    assert len(list(world.root.glob("runs/*/finetune.lock.yaml"))) == 50
    paths = world.asked()
    assert len(paths) == len(set(paths))
    assert len(paths) == 11
    assert sorted(world.registry.requests) == [
        "HEAD /v2/team/initializer/manifests/1.0",
        "HEAD /v2/team/trainer/manifests/1.0",
    ]
    assert "locked 50 specs (50 written, 0 unchanged): 2 sources, 13 requests" in done.stderr


def test_specs_of_one_repository_share_its_listing(world: World) -> None:
    (world.root / "finetune.yaml").unlink()
    for number in range(8):
        world.spec(
            f"{number}.finetune.yaml",
            metadata={"name": f"run-{number}"},
            dataset={"kind": ("instruct", "text")[number % 2], "template": None, "columns": _columns(number)},
        )
    done = world.lock(".")
    assert done.returncode == 0, done.stderr
    paths = world.asked()
    assert len(paths) == len(set(paths)) == 11
    counted = {world.tokens(f"{number}.finetune.lock.yaml").counted for number in range(8)}
    assert counted == {"instruct: instruction, output", "text: output"}


def _columns(number: int) -> dict[str, str]:
    return {"text": "output"} if number % 2 else {"input": "instruction", "output": "output"}
