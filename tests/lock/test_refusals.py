"""Every way in which a source cannot be had is a diagnostic of its own, with what to do and where to click."""

from __future__ import annotations

import pytest

from images.hub import Cut, Flip, Status
from lock.world import DATASET, MODEL, TOKEN, World, model_files

API = f"/api/models/{MODEL}/revision/main"


def refused(world: World, code: str, *words: str, **env: str) -> str:
    done = world.lock(**env)
    assert done.returncode == 1, done.stderr
    assert code in done.stderr
    for word in words:
        assert word in done.stderr
    assert not (world.root / "finetune.lock.yaml").exists()
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_gated_model_without_a_token(world: World) -> None:
    world.model(gated=True)
    text = refused(world, "GT431", "gated", f"{world.hub.url}/{MODEL}", "HF_TOKEN")
    assert "finetune.yaml:1:" in text


def test_a_gated_model_whose_token_was_not_let_in(world: World) -> None:
    world.model(gated=True)
    refused(world, "GT432", f"{world.hub.url}/{MODEL}", HF_TOKEN=TOKEN)


def test_a_gated_model_with_a_token(world: World) -> None:
    world.model(gated=True, readers=frozenset({TOKEN}))
    done = world.lock(HF_TOKEN=TOKEN)
    assert done.returncode == 0, done.stderr
    assert world.model_pins().gated


def test_the_stored_token_is_found(world: World) -> None:
    world.model(gated=True, readers=frozenset({TOKEN}))
    (world.root / ".hf").mkdir()
    (world.root / ".hf" / "token").write_text(TOKEN)
    assert world.lock().returncode == 0


def test_a_gated_dataset_without_a_token(world: World) -> None:
    world.dataset(gated=True)
    refused(world, "GT431", f"{world.hub.url}/datasets/{DATASET}")


def test_a_private_model_without_a_token(world: World) -> None:
    world.model(private=True)
    refused(world, "GT433", "without an access token", f"{world.hub.url}/{MODEL}")


def test_a_private_model_with_a_token(world: World) -> None:
    world.model(private=True)
    assert world.lock(HF_TOKEN=TOKEN).returncode == 0


def test_no_such_model(world: World) -> None:
    world.spec(model={"source": "hf://acme/nothing"})
    refused(world, "GT433", "`acme/nothing`", f"{world.hub.url}/acme/nothing", HF_TOKEN=TOKEN)


def test_no_such_revision_with_the_nearest_one(world: World) -> None:
    world.hub.repositories["models", MODEL].commit(model_files(), branch="stable")
    world.spec(model={"revision": "stabel"})
    refused(world, "GT434", "did you mean `stable`?", f"{world.hub.url}/{MODEL}/tree/main")


def test_a_token_that_is_not_valid(world: World) -> None:
    refused(world, "GT437", f"{world.hub.url}/settings/tokens", HF_TOKEN="hf_wrongtokenforthistest")


def test_no_such_folder(world: World) -> None:
    world.spec(dataset={"source": f"hf://{DATASET}/nowhere"})
    refused(world, "GT435", "`nowhere`", f"{world.hub.url}/datasets/{DATASET}/tree/main")


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors", "original/tokenizer.model"])
def test_a_dropped_file(world: World, name: str) -> None:
    files = {path: data for path, data in model_files().items() if path != name}
    world.hub.repositories["models", MODEL].commit(files)
    refused(world, "GT436", f"`{name}`", f"{world.hub.url}/{MODEL}/tree/main")


def test_a_hub_that_is_switched_off(world: World) -> None:
    refused(world, "GT448", HF_HUB_OFFLINE="1")


def test_a_hub_that_cannot_be_reached(world: World) -> None:
    refused(world, "GT438", "failed 4 times", HF_ENDPOINT="http://127.0.0.1:9")


def test_a_server_that_is_no_hub(world: World) -> None:
    refused(world, "GT440", "HF_ENDPOINT", HF_ENDPOINT=f"http://{world.registry.host}")


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_flaky_hub_is_asked_again(world: World, status: int) -> None:
    world.hub.faults[API] += [Status(status, {"Retry-After": "1"}), Status(status)]
    assert world.lock().returncode == 0


def test_a_broken_connection_is_tried_again(world: World) -> None:
    world.hub.faults["config.json"] += [Cut(10)]
    world.hub.faults["data/train-00000-of-00002.parquet"] += [Cut(100), Status(503)]
    assert world.lock().returncode == 0


def test_an_address_that_expired_is_asked_for_anew(world: World) -> None:
    world.hub.faults["data/train-00000-of-00002.parquet"] += [Status(403)]
    assert world.lock().returncode == 0


def test_a_hub_that_stays_down_is_given_up(world: World) -> None:
    world.hub.faults[API] += [Status(503)] * 10
    refused(world, "GT438", "HTTP 503")


def test_bytes_that_are_not_what_the_hub_says(world: World) -> None:
    world.hub.faults["config.json"] += [Flip(5)]
    assert world.lock().returncode == 0
    (world.root / "finetune.lock.yaml").unlink()
    world.hub.faults["config.json"] += [Flip(5), Flip(5)]
    refused(world, "GT440", "`config.json` arrives with other bytes")


def test_an_earlier_lock_stays_when_something_fails(world: World) -> None:
    world.lock()
    before = (world.root / "finetune.lock.yaml").read_bytes()
    world.model(private=True)
    assert world.lock("--upgrade").returncode == 1
    assert (world.root / "finetune.lock.yaml").read_bytes() == before


def test_standard_input_has_no_place_for_a_lock(world: World) -> None:
    assert world.lock("-").returncode == 2


def test_no_token_is_printed_or_written(world: World) -> None:
    secret, wrong = TOKEN, "hf_anothertokenthatisnotknown"
    world.model(gated=True)
    world.lock(HF_TOKEN=secret)
    world.lock(HF_TOKEN=wrong)
    world.hub.faults[API] += [Status(500, body=f'{{"error": "{secret}"}}'.encode())] * 10
    world.lock(HF_TOKEN=secret)
    world.hub.faults.clear()
    world.model(gated=True, readers=frozenset({secret}))
    world.dataset(gated=True, readers=frozenset({secret}))
    assert world.lock(HF_TOKEN=secret).returncode == 0
    world.lock("--check", HF_TOKEN=secret)
    printed = "".join(world.outputs)
    written = "".join(
        file.read_text(errors="ignore") for file in world.root.rglob("*") if file.is_file() and ".hf" not in file.parts
    )
    for token in (secret, wrong, "X-Amz-Signature"):
        assert token not in printed
        assert token not in written
    storage = [request.token for request in world.hub.requests if request.cdn]
    assert set(storage) == {None}
