"""A Hub and a network that do not always work."""

from images.hub import Cut, Hub, Repository, Short, Status
from images.initializer.start import Starter

WEIGHTS = bytes(range(256)) * 20_000
FILES = {"config.json": b"{}", "model.safetensors": WEIGHTS}


def test_a_broken_transfer_goes_on_where_it_broke(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].extend([Cut(3_000_000), Cut(1_000_000)])
    outcome = start("model", "hf://org/m")
    assert outcome.code == 0, outcome.output
    assert start.tree() == FILES
    ranges = [request.range for request in hub.downloads() if request.cdn]
    assert ranges == [None, "bytes=3000000-", "bytes=4000000-"]


def test_more_breaks_than_attempts_are_fine_while_bytes_arrive(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].extend([Cut(500_000)] * 6)
    assert start("model", "hf://org/m", GITUNE_RETRY_ATTEMPTS="2").code == 0
    assert start.tree() == FILES


def test_a_server_without_ranges_sends_all_again(hub: Hub, start: Starter) -> None:
    hub.ranges = False
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].append(Cut(3_000_000))
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES


def test_busy_and_failing_servers_are_asked_again(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["/api/models/org/m/revision/main"].extend([Status(503), Status(429)])
    hub.faults["config.json"].extend([Status(500), Status(429, {"Retry-After": "1"})])
    hub.faults["model.safetensors"].extend([Status(502), Cut(0)])
    outcome = start("model", "hf://org/m")
    assert outcome.code == 0, outcome.output
    assert start.tree() == FILES
    assert "attempt 2 of 3" in outcome.output
    assert "HTTP 429; attempt 3 of 3 in 1.0 s" in outcome.output


def test_a_storage_that_refuses_an_address_is_given_a_fresh_one(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].append(Status(403))
    outcome = start("model", "hf://org/m")
    assert outcome.code == 0, outcome.output
    assert f"HTTP 403 from {hub.cdn_url.removeprefix('http://')}" in outcome.output


def test_a_server_that_keeps_failing_is_given_up(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].extend([Status(503)] * 9)
    outcome = start("model", "hf://org/m")
    assert outcome.code == 20
    assert "failed 3 times in a row, at last with HTTP 503; check the network" in outcome.last_line
    assert len(hub.faults["model.safetensors"]) == 6


def test_no_server_at_all(offline: Starter) -> None:
    outcome = offline("model", "hf://org/m")
    assert outcome.code == 20
    assert "ConnectError" in outcome.last_line


def test_a_server_that_ends_early_and_says_it_is_all(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].append(Short(100))
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES


def test_a_file_that_never_reaches_its_listed_size(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES, sizes={"config.json": 500})
    outcome = start("model", "hf://org/m")
    assert outcome.code == 18
    assert "config.json of hf://org/m is 2 bytes, twice, but the source itself says 500 bytes" in outcome.last_line
    assert "config.json" not in start.tree()


def test_a_file_that_is_larger_than_listed(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES, sizes={"model.safetensors": 5})
    outcome = start("model", "hf://org/m")
    assert outcome.code == 18
    assert "is 5120000 bytes, twice, but the source itself says 5 bytes" in outcome.last_line
    assert "model.safetensors" not in start.tree()
