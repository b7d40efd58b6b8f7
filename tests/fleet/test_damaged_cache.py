"""A cache that is not as we left it: whatever happened to it, it is as good as none, and never worse."""

from __future__ import annotations

import os
import random
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fleet.team import SPECS, caching, call, files, settle
from gitune.fleet import unit
from gitune.fleet.fleet import How
from gitune.fleet.store import open_store

CACHED, PLAIN = How(jobs=1), How(jobs=1, cache=False)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A repository that was compiled with a cache."""
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    settle(root, files())
    monkeypatch.chdir(root)
    with caching(tmp_path / "cache"):
        call("write", CACHED)
        yield root


@pytest.fixture
def cache(repository: Path) -> Path:
    file = repository.parent / "cache" / "specs"
    assert file.is_file()
    return file


def agrees() -> int:
    """Compares with what is said without a cache; returns how much was recalled."""
    found = call("drift", CACHED)
    assert found.said() == call("drift", PLAIN).said()
    assert call("check", CACHED).said() == call("check", PLAIN).said()
    return found.recalled


def flip(data: bytes, place: int, bit: int = 0) -> bytes:
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


def swapped(data: bytes) -> bytes:
    """Two entries, each under the other's key."""
    head, one, two, *rest = data.split(b"\n")
    return b"\n".join([head, one[:64] + two[64:], two[:64] + one[64:], *rest])


def swapped_values(data: bytes) -> bytes:
    """Two values, each with the other's key and hash."""
    head, one, two, *rest = data.split(b"\n")
    return b"\n".join([head, one[:129] + two[129:], two[:129] + one[129:], *rest])


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "noise": lambda data: random.Random(1).randbytes(len(data)),
    "zeros": lambda data: bytes(len(data)),
    "other format": lambda data: data.replace(b"gitune cache 1", b"gitune cache 2"),
    "no head": lambda data: data.split(b"\n", 1)[1],
    "half": lambda data: data[: len(data) // 2],
    "without its last byte": lambda data: data[:-2],
    "head alone": lambda data: data.split(b"\n", 1)[0],
    "keys swapped": swapped,
    "values swapped": swapped_values,
    "windows": lambda data: data.replace(b"\n", b"\r\n"),
    "twice": lambda data: data + data,
    "lines of nothing": lambda data: data.replace(b"\n", b"\n\n"),
    "hashes changed": lambda data: data.replace(b'"sha256', b'"sha257').replace(b"a", b"b"),
    "upper case": bytes.upper,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage(damage: str, cache: Path) -> None:
    data = cache.read_bytes()
    cache.write_bytes(DAMAGES[damage](data))
    assert agrees() <= SPECS
    assert agrees() == SPECS  # it was made anew


@pytest.mark.parametrize(
    "place",
    {
        "head": 3,
        "line break": 14,
        "key": 20,
        "space": 79,
        "hash": 100,
        "bracket": 145,
        "value": 300,
        "last": -3,
    }.items(),
    ids=lambda place: place[0],
)
def test_one_bit(place: tuple[str, int], cache: Path) -> None:
    """One in every part of a line. An entry is lost with it, or all."""
    data = cache.read_bytes()
    cache.write_bytes(flip(data, place[1] % len(data)))
    assert agrees() in (0, SPECS - 1)


def test_any_bit_of_a_line_counts(cache: Path) -> None:
    """No line that differs in a bit is taken for the one that was written."""
    line = cache.read_bytes().split(b"\n")[1]
    key = line[:64].decode()
    value = open_store(cache).get(key)
    assert value is not None
    copy = cache.with_name("other")
    for place in range(len(line)):
        copy.write_bytes(b"gitune cache 1\n" + flip(line, place, place % 8) + b"\n")
        assert open_store(copy).get(key) is None, place


def test_age_does_not_count(cache: Path, repository: Path) -> None:
    for file in (cache, *repository.rglob("*")):
        os.utime(file, (1, 1), follow_symlinks=False)
    assert agrees() == SPECS
    for file in (cache, *repository.rglob("*")):
        os.utime(file, (4_000_000_000, 4_000_000_000))
    assert agrees() == SPECS


def test_the_clock_does_not_count(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for now in (0.0, 4e9):
        monkeypatch.setattr("time.time", lambda now=now: now)
        assert agrees() == SPECS


def test_a_cache_of_another_gitune_is_none(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("gitune.fleet.tool.__version__", "9.9.9")
        assert agrees() == 0
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version", "4.0")
        assert agrees() == 0
    assert agrees() == SPECS


def test_another_code_is_another_gitune(cache: Path, same_gitune: Path) -> None:
    """One byte of a module, or its name."""
    assert agrees() == SPECS
    (same_gitune / "module.py").write_text("one = 2\n")
    assert agrees() == 0
    (same_gitune / "module.py").rename(same_gitune / "other.py")
    assert agrees() == 0
    assert agrees() == SPECS


def test_gitune_that_is_changed_meanwhile_keeps_nothing(
    cache: Path, same_gitune: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = unit.Unit.__call__

    def writing(self: unit.Unit, number: int) -> object:
        (same_gitune / "new.py").write_text("upgraded\n")
        return plain(self, number)

    monkeypatch.setattr(unit.Unit, "__call__", writing)
    before = cache.read_bytes()
    (same_gitune / "module.py").write_text("one = 2\n")
    assert call("check", CACHED).recalled == 0
    assert cache.read_bytes() == before


def test_a_cache_that_was_deleted(cache: Path) -> None:
    shutil.rmtree(cache.parent)
    assert agrees() == 0
    assert agrees() == SPECS


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere: NOT CHECKED")
def test_a_cache_that_cannot_be_written(cache: Path, repository: Path) -> None:
    settle(repository, files() | {"bases/lora.yaml": "method: {kind: lora, rank: 16}\n"})
    cache.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert agrees() == 0
    finally:
        cache.parent.chmod(0o755)


@pytest.mark.parametrize("what", ["a file", "a folder", "no folder above", "a broken link"])
def test_a_cache_folder_that_is_none(what: str, repository: Path, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    if what == "a file":
        place.write_text("not a folder")
    elif what == "a folder":
        (place / "specs").mkdir(parents=True)
    elif what == "a broken link":
        place.symlink_to(tmp_path / "nowhere" / "at all")
    else:
        place = Path("/proc/no/such")
    with caching(place):
        assert agrees() == 0


def test_two_checkouts_share_what_is_the_same(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = repository.parent / "other"
    shutil.copytree(repository, other)
    monkeypatch.chdir(other)
    assert agrees() == SPECS
    settle(other, files() | {"gitune.yaml": files()["gitune.yaml"].replace("seed: 7", "seed: 8")})
    assert agrees() == 0
    monkeypatch.chdir(repository)
    assert agrees() == SPECS


def test_from_another_folder_paths_are_others(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What diagnostics say depends on where the command runs."""
    monkeypatch.chdir(repository / "specs")
    assert agrees() == 0
    assert agrees() == SPECS


def test_a_base_behind_a_link_that_leads_elsewhere(repository: Path) -> None:
    base = repository / "bases" / "lora.yaml"
    for name, rank in (("one", 8), ("two", 16)):
        (repository / "bases" / f"{name}.yaml").write_text(base.read_text().replace("rank: 8", f"rank: {rank}"))
    base.unlink()
    base.symlink_to("one.yaml")
    assert agrees() == 0
    assert call("write", CACHED).said() is not None
    assert agrees() == SPECS
    base.unlink()
    base.symlink_to("two.yaml")
    assert agrees() == 0
    assert call("drift", CACHED).drift


def test_many_processes_at_once(repository: Path, cache: Path) -> None:
    cache.unlink()
    command = [sys.executable, "-m", "gitune", "compile", "--check", ".", "--format", "concise", "--ignore", "GT402"]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [(each.communicate(timeout=300)[1], each.returncode) for each in running] == [("", 0)] * 4
    assert cache.read_bytes().startswith(b"gitune cache 1\n")
    assert [file.name for file in cache.parent.iterdir()] == ["specs"]


def test_what_a_crashed_process_left_goes_after_a_while(repository: Path, cache: Path) -> None:
    left = cache.with_name("specs.999999.tmp")
    left.write_bytes(b"half")
    new = cache.with_name("specs.999998.tmp")
    new.write_bytes(b"another process is writing")
    os.utime(left, (1, 1))
    cache.unlink()
    agrees()
    assert {file.name for file in cache.parent.iterdir()} == {"specs", new.name}


def test_its_size_is_bounded(repository: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is used now stays."""
    size = cache.stat().st_size
    monkeypatch.setattr("gitune.fleet.store.MAX_BYTES", size + 100)
    for seed in range(8, 12):
        settle(repository, files() | {"gitune.yaml": files()["gitune.yaml"].replace("seed: 7", f"seed: {seed}")})
        call("write", CACHED)
        assert cache.stat().st_size <= size + 200
        assert agrees() == SPECS
