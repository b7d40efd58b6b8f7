"""What the lock names is what arrives, whatever became of the source since."""

import json

import pytest

from images.hub import Hub, Repository, Status
from images.initializer.start import Starter, pin_of, pins_of

FILES = {"config.json": b"{}", "model.safetensors": bytes(range(256)) * 2000, "data/a.txt": b"a"}
LATER = {"config.json": b"[]", "model.safetensors": bytes(1000)}
SOURCE = "hf://org/m"


def _locked(hub: Hub, start: Starter) -> str:
    commit = hub.add("org/m", Repository()).commit(FILES)
    pins = [pin_of(path, content, git=len(content) < 1024) for path, content in FILES.items()]
    start.pin("model", SOURCE, commit, pins, dataset={})
    return commit


def test_a_hub_is_asked_for_no_listing(hub: Hub, start: Starter) -> None:
    commit = _locked(hub, start)
    outcome = start("model", SOURCE, revision=commit)
    assert outcome.code == 0, outcome.output
    assert start.tree() == FILES
    assert all(request.is_download for request in hub.requests)
    assert {f"/org/m/resolve/{commit}/{path}" for path in FILES} == {r.path for r in hub.requests if not r.cdn}


def test_a_moved_branch_and_a_dropped_file_change_nothing(hub: Hub, start: Starter) -> None:
    commit = _locked(hub, start)
    hub.repositories["models", "org/m"].commit(LATER)
    assert start("model", SOURCE, revision="main").code == 0
    assert start.tree() == FILES
    assert all(f"/resolve/{commit}/" in request.path for request in hub.requests if not request.cdn)


def test_a_pinned_file_that_is_gone_altogether(hub: Hub, start: Starter) -> None:
    _locked(hub, start)
    hub.faults["config.json"].extend([Status(404, {"X-Error-Code": "EntryNotFound"})] * 5)
    outcome = start("model", SOURCE)
    assert outcome.code == 11
    assert "choose another revision" in outcome.last_line


def test_a_renamed_repository(hub: Hub, start: Starter) -> None:
    _locked(hub, start)
    hub.repositories["models", "org/renamed"] = hub.repositories.pop(("models", "org/m"))
    hub.renamed["org/m"] = "org/renamed"
    outcome = start("model", SOURCE)
    assert outcome.code == 0, outcome.output
    assert start.tree() == FILES


def test_a_renamed_repository_without_pins(hub: Hub, start: Starter) -> None:
    hub.add("org/renamed", Repository()).commit(FILES)
    hub.renamed["org/m"] = "org/renamed"
    assert start("model", SOURCE).code == 0
    assert start.tree() == FILES


def test_a_gated_model_with_pins(hub: Hub, start: Starter) -> None:
    token = "hf_goodtokenforthistest"
    commit = hub.add("org/gated", Repository(gated=True, readers=frozenset({token}))).commit(FILES)
    start.pin("model", "hf://org/gated", commit, pins_of(FILES))
    assert start("model", "hf://org/gated").code == 12
    hub.tokens |= {"hf_otherreader"}
    assert start("model", "hf://org/gated", token="hf_otherreader").code == 10
    assert start("model", "hf://org/gated", token=token).code == 0


def test_wanted_files_are_chosen_among_the_pinned(hub: Hub, start: Starter) -> None:
    _locked(hub, start)
    assert start("model", SOURCE, files=["*.json"]).code == 0
    assert set(start.tree()) == {"config.json"}
    assert start("model", SOURCE, files=["*.bin"]).code == 11


def test_pins_of_the_other_command_do_not_count(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    start.pin("dataset", "hf://org/other", "c" * 40, pins_of(FILES))
    assert start("model", SOURCE).code == 0


def test_new_pins_of_a_source_without_versions_are_not_done_yet(offline: Starter) -> None:
    source = offline.root / "data"
    source.mkdir()
    for content in (b"one", b"two"):
        (source / "a.txt").unlink(missing_ok=True)
        (source / "a.txt").write_bytes(content)
        offline.pin("dataset", "file:///data", None, [pin_of("a.txt", content)])
        assert offline("dataset", "file:///data").code == 0
        assert offline.tree() == {"a.txt": content}


GOOD = pin_of("a", b"a")
BAD_FILES = {
    "'files' must be": [],
    "not a plain path": [GOOD | {"path": "../a"}],
    "the size of": [GOOD | {"size": True}],
    "no such hash": [GOOD | {"sha256": "A" * 64}],
    "unknown field 'md5'": [GOOD | {"md5": "0"}],
    "twice": [GOOD, GOOD],
    "no hash by which": [{"path": "a", "size": 1, "etag": '"x"'}],
    "must be a JSON object": ["a"],
}


@pytest.mark.parametrize("reason", BAD_FILES)
def test_pinned_files_that_make_no_sense(offline: Starter, reason: str) -> None:
    offline.pin("model", SOURCE, "c" * 40, BAD_FILES[reason])
    outcome = offline("model", SOURCE)
    assert outcome.code == 2
    assert reason in outcome.last_line
    assert outcome.last_line.startswith("The pins (GITUNE_PINS) cannot be used: ")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is not JSON"),
        ("[]", "must be a JSON object"),
        (json.dumps({"formatVersion": 2}), "formatVersion is 2"),
        (json.dumps({"formatVersion": 1, "weights": {}}), "unknown field 'weights'"),
        (json.dumps({"formatVersion": 1, "model": {"source": "hf://org/n"}}), "they are of 'hf://org/n'"),
        (json.dumps({"formatVersion": 1, "model": {"source": SOURCE, "revision": "main", "files": [GOOD]}}), "40 hex"),
    ],
)
def test_pins_that_make_no_sense(offline: Starter, text: str, reason: str) -> None:
    offline.write_pins(text)
    outcome = offline("model", SOURCE)
    assert outcome.code == 2
    assert reason in outcome.last_line


def test_pins_that_are_not_there(offline: Starter) -> None:
    outcome = offline("model", SOURCE, GITUNE_PINS="/etc/gitune/pins.json")
    assert outcome.code == 2
    assert "cannot be read" in outcome.last_line
