"""What torchtune's processes find in their environment."""

from __future__ import annotations

from pathlib import Path

from gitune_trainer import environment

SCRATCH = Path("/tmp/gitune/run-0")


def test_only_scratch_is_written_to() -> None:
    env = environment.prepare({"HF_HOME": "/root/.cache", "HF_DATASETS_CACHE": "/root/.cache"}, SCRATCH)
    caches = [env[name] for name in environment.CACHES]
    assert all(Path(cache).is_relative_to(SCRATCH) for cache in caches)
    assert "HF_DATASETS_CACHE" not in env


def test_there_is_no_network() -> None:
    env = environment.prepare({"HF_HUB_OFFLINE": "0"}, SCRATCH)
    assert (env["HF_HUB_OFFLINE"], env["HF_DATASETS_OFFLINE"]) == ("1", "1")


def test_torchrun_finds_no_defaults() -> None:
    assert not any(name.startswith("PET_") for name in environment.prepare({"PET_NNODES": "2"}, SCRATCH))


def test_a_user_without_a_name_gets_one() -> None:
    assert environment.prepare({}, SCRATCH)["USER"] == "gitune"
    assert environment.prepare({"USER": "me"}, SCRATCH)["USER"] == "me"


def test_processes_that_share_cores_take_one_thread_each() -> None:
    assert environment.share_cores({})["OMP_NUM_THREADS"] == "1"
    assert environment.share_cores({"OMP_NUM_THREADS": "4"})["OMP_NUM_THREADS"] == "4"


def test_the_working_directory_is_empty(tmp_path: Path) -> None:
    environment.make_folders(tmp_path)
    assert list((tmp_path / environment.EMPTY).iterdir()) == []
    assert (tmp_path / "huggingface").is_dir()
