"""Volumes of the cluster, pinned from a copy on this machine."""

from __future__ import annotations

import hashlib

from lock.world import World, model_files, parquet, rows


def test_a_volume_is_left_out_with_a_note(world: World) -> None:
    world.spec(model={"source": "pvc://models/tiny"})
    done = world.lock()
    assert (done.returncode, "GT441" in done.stderr, "--copy model=FOLDER" in done.stderr) == (0, True, True)
    assert world.pins().model is None
    assert world.pins().dataset is not None


def test_a_copy_pins_a_volume(world: World) -> None:
    copy = world.root / "copy"
    for path, data in model_files().items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_bytes(data)
    world.spec(model={"source": "pvc://models/tiny"})
    done = world.lock("--copy", f"model={copy}")
    assert done.returncode == 0, done.stderr
    assert world.model_pins().facts is not None
    hashes = {file.path: file.sha256 for file in world.model_pins().files}
    assert hashes == {
        path: hashlib.sha256(data).hexdigest() for path, data in model_files().items() if path != "README.md"
    }
    assert world.tokens().sample == 1000
    text = (world.root / "finetune.lock.yaml").read_text()
    assert str(copy) not in text
    assert world.lock().returncode == 0
    assert (world.root / "finetune.lock.yaml").read_text() == text
    (copy / "config.json").write_bytes(b"{}")
    assert world.lock("--check").returncode == 0
    done = world.lock("--check", "--copy", f"model={copy}")
    assert (done.returncode, "GT454" in done.stderr) == (1, True)


def test_a_copy_of_one_file(world: World) -> None:
    file = world.root / "copy" / "train.parquet"
    file.parent.mkdir()
    file.write_bytes(parquet(rows(30)))
    world.spec(dataset={"source": "file:///data/train.parquet"})
    for place in (file, file.parent):
        assert world.lock("--copy", f"dataset={place}").returncode == 0
        assert world.row_counts() == {"train": 30}


def test_a_copy_that_lacks_a_file(world: World) -> None:
    copy = world.root / "copy"
    copy.mkdir()
    (copy / "config.json").write_bytes(b"{}")
    world.spec(model={"source": "pvc://models/tiny"})
    done = world.lock("--copy", f"model={copy}")
    assert (done.returncode, "GT436" in done.stderr) == (1, True)


def test_no_copy(world: World) -> None:
    world.spec(model={"source": "pvc://models/tiny"})
    done = world.lock("--copy", "model=/nonexistent")
    assert (done.returncode, "GT444" in done.stderr) == (1, True)


def test_a_copy_that_is_not_written_as_it_should_be(world: World) -> None:
    assert world.lock("--copy", "nothing").returncode == 2
