"""What `gitune lock` pins, keeps and takes anew, against a Hub and a registry over real HTTP."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from typing import Any

from gitune.lock.model import LockedFile
from gitune.lock.write import lock_text
from lock.world import DATASET, MODEL, World, counting_words, model_files, parquet, rows


def alpaca(row: dict[str, Any]) -> str:
    with_input = "Below is an instruction that describes a task, paired with an input that provides further context. "
    without = "Below is an instruction that describes a task. "
    given = f"### Input:\n{row['input']}\n\n" if row["input"] else ""
    head = (with_input if given else without) + "Write a response that appropriately completes the request."
    return f"{head}\n\n### Instruction:\n{row['instruction']}\n\n{given}### Response:\n{row['output']}"


def test_every_file_commit_and_image_is_pinned(world: World) -> None:
    world.hub.repositories["models", MODEL].about = {"cardData": {"license": "apache-2.0"}}
    done = world.lock()
    assert done.returncode == 0, done.stderr
    pins, repository = world.model_pins(), world.hub.repositories["models", MODEL]
    assert (pins.revision, pins.requested) == (repository.branches["main"], "main")
    assert pins.license == "apache-2.0"
    by_path = {file.path: file for file in pins.files}
    assert by_path["model.safetensors"].sha256 == hashlib.sha256(model_files()["model.safetensors"]).hexdigest()
    config = model_files()["config.json"]
    oid = hashlib.sha1(b"blob %d\0" % len(config) + config, usedforsecurity=False).hexdigest()
    assert by_path["config.json"] == LockedFile.model_validate(
        {"path": "config.json", "size": len(config), "gitOid": oid}
    )
    assert "README.md" not in by_path
    assert pins.tokenizer == ("original/tokenizer.model", "tokenizer.json", "tokenizer_config.json")
    assert pins.facts is not None
    assert pins.facts.hidden_size == 256
    digest = hashlib.sha256(world.registry.manifests["team/trainer", "1.0"][1]).hexdigest()
    assert world.image_pins().trainer.digest == f"sha256:{digest}"


def test_a_datasets_rows_are_described(world: World) -> None:
    world.lock()
    facts = world.facts()
    assert world.row_counts() == {"train": 2000, "test": 20}
    assert {column.name: (column.type, column.empty) for column in facts.columns} == {
        "instruction": ("text", 0),
        "input": ("text", 750),
        "output": ("text", 0),
        "score": ("number", 0),
        "tags": ("list", 1000),
        "meta": ("object", 0),
        "good": ("boolean", 0),
    }
    assert (facts.sample, world.tokens().sample) == (1000, 1000)
    # the model's tokenizer counts bytes, so a row of known text has a known length
    assert world.tokens().longest == max(map(len, map(alpaca, rows(1000))))


def test_what_was_written_reads_back_as_it_was(world: World) -> None:
    world.lock()
    text = (world.root / "finetune.lock.yaml").read_text()
    assert lock_text(world.pins()) == text


def test_what_was_locked_compiles_under_lock(world: World) -> None:
    world.lock()
    done = world.run("compile", "--locked", "-o", str(world.root / "out"))
    assert done.returncode == 0, done.stderr


def test_a_second_call_asks_nobody_and_touches_nothing(world: World) -> None:
    world.lock()
    file = world.root / "finetune.lock.yaml"
    before, stamp = file.read_bytes(), file.stat().st_mtime_ns
    world.hub.requests.clear()
    world.registry.requests.clear()
    done = world.lock()
    assert "1 unchanged" in done.stderr
    assert (world.asked(), world.registry.requests) == ([], [])
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (before, stamp)


def test_a_moved_main_is_only_taken_with_upgrade(world: World) -> None:
    world.lock()
    old = world.pins()
    repository = world.hub.repositories["models", MODEL]
    new = repository.commit({**model_files(), "model.safetensors": b"other" * 999})
    assert world.lock().returncode == 0
    assert world.pins() == old
    assert world.lock("--upgrade", "dataset").returncode == 0
    assert world.pins() == old
    assert world.lock("--upgrade", "finetune.yaml").returncode == 0
    assert world.model_pins().revision == new


def test_an_upgrade_of_one_part_leaves_the_others(world: World) -> None:
    world.lock()
    world.registry.push_image("team/trainer", "1.0", "newer")
    world.hub.repositories["models", MODEL].commit({**model_files(), "x": b"1"})
    world.hub.requests.clear()
    assert world.lock("--upgrade", "images").returncode == 0
    assert world.asked() == []
    digest = hashlib.sha256(world.registry.manifests["team/trainer", "1.0"][1]).hexdigest()
    assert world.image_pins().trainer.digest == f"sha256:{digest}"


def test_another_model_counts_the_rows_anew_and_keeps_the_datasets_pins(world: World) -> None:
    world.lock()
    old, tokens = world.dataset_pins(), world.tokens()
    world.hub.repositories["models", MODEL].commit(counting_words())
    world.hub.repositories["datasets", DATASET].commit({"data/train.parquet": parquet(rows(1))})
    assert world.lock("--upgrade", "model").returncode == 0
    assert (world.dataset_pins().revision, world.dataset_pins().files) == (old.revision, old.files)
    assert world.tokens().longest < tokens.longest


def test_other_columns_count_the_rows_anew(world: World) -> None:
    world.lock()
    old = world.dataset_pins()
    world.spec(dataset={"template": None, "columns": {"input": "instruction", "output": "output"}})
    assert world.lock().returncode == 0
    assert world.dataset_pins().files == old.files
    assert world.tokens().counted == "instruct: instruction, output"


def test_a_renamed_repository_is_followed(world: World) -> None:
    repository = world.hub.repositories.pop(("models", MODEL))
    world.hub.repositories["models", "acme/renamed"] = repository
    world.hub.renamed[MODEL] = "acme/renamed"
    done = world.lock()
    assert done.returncode == 0, done.stderr
    assert world.model_pins().revision == repository.branches["main"]


def test_a_server_that_refuses_files_hashes_is_asked_for_its_tree(world: World) -> None:
    world.lock()
    before = (world.root / "finetune.lock.yaml").read_bytes()
    (world.root / "finetune.lock.yaml").unlink()
    world.hub.hashes = False
    done = world.lock()
    assert done.returncode == 0, done.stderr
    assert (world.root / "finetune.lock.yaml").read_bytes() == before


def test_jsonl_is_read_from_its_beginning(world: World) -> None:
    records = rows(30_000)
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in records)
    assert 4 << 20 < len(lines) < 32 << 20
    world.dataset({"train.jsonl": lines, "dev.jsonl": lines[: lines.index(b"\n") + 1]})
    world.spec(dataset={"source": f"hf://{DATASET}/train.jsonl"})
    assert world.lock().returncode == 0
    assert world.row_counts() == {"train": 30_000}
    assert world.facts().sample == 1000
    ranges = [r.range for r in world.hub.downloads() if "train.jsonl" in r.path]
    assert f"bytes=0-{(4 << 20) - 1}" in ranges


def test_a_large_parquet_file_is_never_read_whole(world: World) -> None:
    import random  # noqa: PLC0415

    chance = random.Random(0)
    records = [{"instruction": "x", "input": "", "output": chance.randbytes(600).hex()} for _ in range(20_000)]
    data = parquet(records, row_group_size=2000, compression="none")
    world.dataset({"data/train.parquet": data})
    assert world.lock().returncode == 0
    assert world.row_counts() == {"train": 20_000}
    got = 0
    for request in world.hub.downloads():
        if request.cdn and request.range:
            first, last = request.range.removeprefix("bytes=").split("-")
            got += int(last) - int(first) + 1
    assert got < len(data) / 5


def test_an_unreadable_dataset_is_pinned_with_a_warning(world: World) -> None:
    world.dataset({"data/train.parquet": b"no parquet"})
    done = world.lock()
    assert (done.returncode, "GT443" in done.stderr) == (0, True)
    assert world.dataset_pins().facts is None


def test_a_model_without_a_fast_tokenizer_says_so(world: World) -> None:
    files = {path: data for path, data in model_files().items() if path != "tokenizer.json"}
    files["tokenizer.json"] = b"{}"
    world.hub.repositories["models", MODEL].commit(files)
    done = world.lock()
    assert (done.returncode, "GT442" in done.stderr) == (0, True)
    assert world.facts().tokens is None


def test_a_broken_lock_is_made_anew(world: World) -> None:
    world.lock()
    file = world.root / "finetune.lock.yaml"
    before = file.read_bytes()
    file.write_bytes(b"<<<<<<< HEAD\n" + before)
    done = world.lock()
    assert (done.returncode, "GT456" in done.stderr) == (0, True)
    assert file.read_bytes() == before


def test_no_images_leaves_them_out(world: World) -> None:
    assert world.lock("--no-images").returncode == 0
    assert world.pins().images is None
    assert world.registry.requests == []


def test_a_spec_with_errors_is_reported_and_the_others_are_locked(world: World) -> None:
    world.spec("bad.finetune.yaml", metadata={"name": "Bad Name"})
    done = world.lock(".")
    assert done.returncode == 1
    assert "bad.finetune.yaml" in done.stderr
    assert (world.root / "finetune.lock.yaml").is_file()
    assert not (world.root / "bad.finetune.lock.yaml").exists()


def test_two_locks_have_the_same_bytes(world: World) -> None:
    found = set()
    for seed, jobs in (("0", "1"), ("1", "8"), ("2", "3")):
        assert world.lock("--jobs", jobs, PYTHONHASHSEED=seed).returncode == 0
        file = world.root / "finetune.lock.yaml"
        found.add(file.read_bytes())
        file.unlink()
    assert len(found) == 1


def test_a_dataset_of_a_thousand_files_is_listed_page_by_page(world: World) -> None:
    data = parquet(rows(3))
    world.dataset({f"data/train-{number:05}-of-01100.parquet": data for number in range(1100)}, lfs_from=1)
    assert world.lock().returncode == 0
    assert len(world.dataset_pins().files) == 1100
    assert world.row_counts() == {"train": None}
    assert world.facts().sample == 3
    assert len([path for path in world.asked() if "/tree/" in path]) == 11


def test_arrow_csv_and_text_are_read_too(world: World) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415

    table = pa.Table.from_pylist(rows(30))
    sink = BytesIO()
    with pa.ipc.new_file(sink, table.schema) as file:
        file.write_table(table)
    content = {
        "arrow": sink.getvalue(),
        "csv": b"instruction,input,output\na,,b\n",
        "txt": b"one\ntwo\n",
        "xml": b"<a/>",
    }
    world.dataset({f"train.{suffix}": data for suffix, data in content.items()})
    found = {}
    for suffix in content:
        text = {"kind": "text", "template": None} if suffix in ("txt", "xml") else {}
        world.spec(dataset={"source": f"hf://{DATASET}/train.{suffix}", **text})
        done = world.lock()
        assert done.returncode == 0, done.stderr
        found[suffix] = (world.row_counts()["train"], world.facts().sample, len(world.facts().columns))
    assert found == {"arrow": (None, 30, 7), "csv": (1, 1, 3), "txt": (2, 2, 1), "xml": (1, 0, 1)}
