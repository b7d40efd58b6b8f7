"""Content is kept once for a volume, and any number of initializers may start on it."""

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gitune_initializer import links
from gitune_initializer.digest import Digest
from gitune_initializer.store import Store
from images.hub import Blob, Hub, Repository, Stall
from images.initializer.start import Starter, pins_of

WEIGHTS = bytes(range(256)) * 8000
FILES = {"config.json": b"{}", "model.safetensors": WEIGHTS}
OTHER = "/workspace/model/other"


def _filled(hub: Hub, start: Starter) -> str:
    commit = hub.add("org/m", Repository()).commit(FILES)
    assert start("model", "hf://org/m").code == 0
    hub.requests.clear()
    return commit


def test_another_folder_downloads_nothing(hub: Hub, start: Starter) -> None:
    commit = _filled(hub, start)
    start.pin("model", "hf://org/m", commit, [pin | {} for pin in pins_of({"model.safetensors": WEIGHTS})])
    assert start("model", "hf://org/m", target=OTHER).code == 0
    assert hub.requests == []
    one, two = (start.root / f"workspace/model/{name}/model.safetensors" for name in ("m", "other"))
    assert os.path.samefile(one, two)
    assert one.stat().st_mode & 0o777 == 0o444


def test_another_revision_downloads_what_differs(hub: Hub, start: Starter) -> None:
    _filled(hub, start)
    later = hub.repositories["models", "org/m"].commit(FILES | {"config.json": b"[]"})
    assert start("model", "hf://org/m", revision=later, target=OTHER).code == 0
    assert start.tree("workspace/model/other") == FILES | {"config.json": b"[]"}
    assert [request.path for request in hub.downloads()] == [f"/org/m/resolve/{later}/config.json"]


def test_a_removed_folder_comes_back_without_a_download(hub: Hub, start: Starter) -> None:
    _filled(hub, start)
    for path in FILES:
        (start.root / "workspace/model/m" / path).unlink()
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES
    assert hub.downloads() == []


@pytest.mark.parametrize("content", [b"damaged" + WEIGHTS[7:], b"short"])
def test_damaged_content_is_not_shared(hub: Hub, start: Starter, content: bytes) -> None:
    _filled(hub, start)
    path = start.root / "workspace/model/m/model.safetensors"
    path.chmod(0o644)
    path.write_bytes(content)
    assert start("model", "hf://org/m", target=OTHER).code == 0
    assert start.tree("workspace/model/other") == FILES
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES
    assert len([request for request in hub.downloads() if request.cdn]) == 1


def test_touched_content_is_hashed_again_and_kept(hub: Hub, start: Starter) -> None:
    _filled(hub, start)
    (start.root / "workspace/model/m/model.safetensors").touch()
    assert start("model", "hf://org/m", target=OTHER).code == 0
    assert hub.downloads() == []


@pytest.mark.parametrize("targets", [["m"] * 5, ["a", "b", "c", "d", "e"]], ids=["one folder", "five folders"])
def test_five_that_start_together(hub: Hub, start: Starter, targets: list[str]) -> None:
    files = FILES | {"second.safetensors": WEIGHTS[::-1], "copy.safetensors": WEIGHTS}
    hub.add("org/m", Repository()).commit(files)
    hub.pause = 0.01
    started = [start.begin("model", "hf://org/m", target=f"/workspace/model/{target}") for target in targets]
    outcomes = [start.end(process) for process in started]
    assert [outcome.code for outcome in outcomes] == [0] * 5
    for target in targets:
        assert start.tree(f"workspace/model/{target}") == files
    assert len([request for request in hub.downloads() if request.cdn]) == 2
    assert start.partials() == []


def test_one_goes_on_with_what_another_was_killed_over(hub: Hub, start: Starter) -> None:
    """The second waits for the first, which works on the same content for another folder, and takes it over."""
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].append(Stall(1_000_000))
    first = start.begin("model", "hf://org/m", target=OTHER)
    _wait_for(lambda: any(path.stat().st_blocks * 512 > 700_000 for path in start.partials()))
    second = start.begin("model", "hf://org/m")
    _wait_for(lambda: "config.json" in start.tree())
    assert second.poll() is None
    first.kill()
    start.end(first)
    assert start.end(second).code == 0
    assert start.tree() == FILES
    assert [request.range is None for request in hub.downloads() if request.cdn] == [True, False]


def test_a_target_elsewhere_keeps_its_own(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    assert start("model", "hf://org/m", target="/elsewhere/m").code == 0
    assert not (start.root / "workspace").exists()
    assert (start.root / "elsewhere/m/.gitune/blobs").is_dir()


@pytest.mark.parametrize("number", [errno.EPERM, errno.EXDEV, errno.EMLINK, errno.EOPNOTSUPP])
def test_without_hard_links_content_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(links.os, "link", refuse)
    store, digest = Store(tmp_path / "blobs"), Digest("sha256", Blob(WEIGHTS, 0, lfs=True).sha256)
    (tmp_path / "arrived").write_bytes(WEIGHTS)
    store.put(tmp_path / "arrived", digest)
    store.take(digest, tmp_path / "place", tmp_path / "scratch")
    assert (tmp_path / "place").read_bytes() == WEIGHTS
    assert (tmp_path / "place").stat().st_nlink == 1
    assert store.has(digest, len(WEIGHTS))
    assert not links.are_possible(tmp_path)


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
