"""What is wrong is said in one sentence with what to do, and in the exit code that decides about another pod."""

import pytest

from images.hub import Hub, Repository, Status
from images.initializer.start import BAD_TOKEN, GOOD_TOKEN, Starter

FILES = {"config.json": b"{}", "model.safetensors": b"weights" * 500}


@pytest.fixture(autouse=True)
def repositories(hub: Hub) -> None:
    hub.add("org/public", Repository()).commit(FILES)
    hub.add("org/gated", Repository(gated=True, readers=frozenset({GOOD_TOKEN}))).commit(FILES)
    hub.add("org/closed", Repository(gated=True)).commit(FILES)
    hub.add("org/private", Repository(private=True)).commit(FILES)


def test_gated_without_a_token(hub: Hub, start: Starter) -> None:
    outcome = start("model", "hf://org/gated")
    assert outcome.code == 12
    assert outcome.last_line == (
        f"org/gated is gated and there is no token: accept its terms at {hub.url}/org/gated, then name a secret "
        "with a token of that account in secretRef."
    )


def test_gated_with_a_token_that_is_not_let_in(hub: Hub, start: Starter) -> None:
    outcome = start("model", "hf://org/closed", token=GOOD_TOKEN)
    assert outcome.code == 10
    assert f"ask for access at {hub.url}/org/closed" in outcome.last_line


def test_gated_with_a_token(start: Starter) -> None:
    assert start("model", "hf://org/gated", token=GOOD_TOKEN).code == 0
    assert start.tree() == FILES


def test_a_token_stays_with_the_hub(hub: Hub, start: Starter) -> None:
    assert start("model", "hf://org/gated", token=GOOD_TOKEN).code == 0
    storage = [request for request in hub.requests if request.cdn]
    assert [request.token for request in storage] == [None]


def test_private_without_a_token(start: Starter) -> None:
    outcome = start("model", "hf://org/private")
    assert outcome.code == 12
    assert "if it is private, name a secret with a token in secretRef" in outcome.last_line


def test_private_with_a_token_whose_secret_ends_in_a_newline(start: Starter) -> None:
    assert start("model", "hf://org/private", token=f"{GOOD_TOKEN}\n").code == 0


def test_an_expired_token(start: Starter) -> None:
    outcome = start("model", "hf://org/public", token=BAD_TOKEN)
    assert outcome.code == 12
    assert "does not accept the token" in outcome.last_line


def test_a_token_with_characters_that_no_token_has(start: Starter) -> None:
    outcome = start("model", "hf://org/public", token=f"{GOOD_TOKEN}\n{BAD_TOKEN}")
    assert outcome.code == 12
    assert "HF_TOKEN holds characters" in outcome.last_line


@pytest.mark.parametrize(("token", "code"), [(None, 12), (GOOD_TOKEN, 11)])
def test_no_such_repository(hub: Hub, start: Starter, token: str | None, code: int) -> None:
    outcome = start("dataset", "hf://org/missing", token=token)
    assert outcome.code == code
    assert "org/missing" in outcome.last_line
    assert "check" in outcome.last_line


def test_no_such_revision(hub: Hub, start: Starter) -> None:
    outcome = start("model", "hf://org/public", revision="v9")
    assert outcome.code == 11
    assert outcome.last_line == f"org/public has no revision 'v9': choose one of {hub.url}/org/public/tree/main."


def test_no_such_path(start: Starter) -> None:
    outcome = start("model", "hf://org/public/data")
    assert outcome.code == 11
    assert outcome.last_line == "org/public has no file or folder 'data' at 'main': check the path in the source."


def test_a_pattern_without_a_match_is_named_before_anything_moves(hub: Hub, start: Starter) -> None:
    outcome = start("model", "hf://org/public", files=["config.json", "*.gguf"])
    assert outcome.code == 11
    assert outcome.last_line.startswith("No file of hf://org/public matches '*.gguf': ")
    assert hub.downloads() == []


def test_a_refusal_is_not_asked_for_again(hub: Hub, start: Starter) -> None:
    start("model", "hf://org/missing", token=GOOD_TOKEN)
    assert len(hub.requests) == 1


def test_a_file_that_is_listed_but_gone(hub: Hub, start: Starter) -> None:
    hub.faults["config.json"].append(Status(404, {"X-Error-Code": "EntryNotFound"}))
    outcome = start("model", "hf://org/public")
    assert outcome.code == 11
    assert "choose another revision" in outcome.last_line


def test_a_volume_that_is_too_small_is_known_before_anything_moves(hub: Hub, start: Starter) -> None:
    hub.add("org/huge", Repository()).commit(FILES, sizes={"model.safetensors": 2**50})
    outcome = start("model", "hf://org/huge")
    assert outcome.code == 13
    assert "1048576.01 GiB are needed" in outcome.last_line
    assert "GiB are free" in outcome.last_line
    assert hub.downloads() == []


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/etc/outside.txt", "a/../../outside.txt", ".gitune/x.json", "a\\b"]
)
def test_a_hostile_file_name_is_refused(hub: Hub, start: Starter, name: str) -> None:
    hub.add("org/hostile", Repository()).commit({"config.json": b"{}", name: b"hostile"})
    outcome = start("model", "hf://org/hostile")
    assert outcome.code == 14
    assert "not a plain path below a folder" in outcome.last_line
    assert hub.downloads() == []
    assert not list(start.root.rglob("outside.txt"))


def test_a_hostile_file_that_is_not_wanted_harms_nobody(hub: Hub, start: Starter) -> None:
    hub.add("org/hostile", Repository()).commit({"config.json": b"{}", "../outside.txt": b"hostile"})
    assert start("model", "hf://org/hostile", files=["*.json"]).code == 0
    assert start.tree() == {"config.json": b"{}"}


def test_a_client_that_was_told_to_stay_offline(start: Starter) -> None:
    outcome = start("model", "hf://org/public", HF_HUB_OFFLINE="1")
    assert outcome.code == 2
    assert "HF_HUB_OFFLINE is set" in outcome.last_line


def test_a_name_that_no_repository_can_have(start: Starter) -> None:
    outcome = start("model", "hf://org/a--b")
    assert outcome.code == 2
    assert "A Hub has no repository of that name" in outcome.last_line


@pytest.mark.parametrize("body", [b"<html>log in to this network</html>", b'{"id": "org/public"}'])
def test_something_else_than_a_hub_answers(hub: Hub, start: Starter, body: bytes) -> None:
    hub.faults["/api/models/org/public/revision/main"].extend([Status(200, body=body)] * 3)
    outcome = start("model", "hf://org/public")
    assert outcome.code in {11, 20}
    assert "check" in outcome.last_line
