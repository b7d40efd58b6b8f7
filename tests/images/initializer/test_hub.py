"""What arrives from a Hub, over real HTTP and through the real huggingface_hub."""

import json

from images.hub import Hub, Repository
from images.initializer.start import Starter

MODEL = {
    "config.json": b"{}",
    "model.safetensors": bytes(range(256)) * 2000,
    "tokenizer.json": b"[]" * 700,
    "empty.txt": b"",
    "original/consolidated.00.pth": b"weights" * 1000,
}
DATASET = {"README.md": b"# rows", "data/train.parquet": b"PAR1" * 999, "data/deep/test.parquet": b"PAR1"}


def test_a_model_arrives_whole(hub: Hub, start: Starter) -> None:
    commit = hub.add("org/m", Repository()).commit(MODEL)
    outcome = start("model", "hf://org/m", revision=commit)
    assert outcome.code == 0, outcome.output
    assert start.tree() == MODEL
    assert outcome.last_line == f"{start.root}/workspace/model/m holds 5 files of hf://org/m@{commit}"


def test_a_second_start_asks_for_nothing(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(MODEL)
    assert start("model", "hf://org/m").code == 0
    hub.requests.clear()
    outcome = start("model", "hf://org/m")
    assert outcome.code == 0
    assert hub.requests == []
    assert "already holds 5 files" in outcome.last_line


def test_each_file_takes_one_request_to_the_hub(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(MODEL)
    start("model", "hf://org/m")
    to_the_hub = [request.path for request in hub.requests if not request.cdn]
    assert len(to_the_hub) == 1 + sum(1 for content in MODEL.values() if content)


def test_a_dataset_has_a_namespace_of_its_own(hub: Hub, start: Starter) -> None:
    hub.add("org/same", Repository()).commit(MODEL)
    hub.add("org/same", Repository(), kind="datasets").commit(DATASET)
    assert start("dataset", "hf://org/same").code == 0
    assert start.tree() == DATASET


def test_only_wanted_files_arrive(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(MODEL)
    assert start("model", "hf://org/m", files=["*.json", "model*.safetensors"]).code == 0
    assert set(start.tree()) == {"config.json", "tokenizer.json", "model.safetensors"}


def test_a_star_stays_in_its_folder_and_two_go_through(hub: Hub, start: Starter) -> None:
    hub.add("org/d", Repository(), kind="datasets").commit(DATASET)
    assert start("dataset", "hf://org/d", files=["data/*.parquet"], target="/workspace/one").code == 0
    assert start("dataset", "hf://org/d", files=["data/**"], target="/workspace/two").code == 0
    assert set(start.tree("workspace/one")) == {"data/train.parquet"}
    assert set(start.tree("workspace/two")) == {"data/train.parquet", "data/deep/test.parquet"}


def test_a_path_in_the_repository_narrows_and_stays_in_the_name(hub: Hub, start: Starter) -> None:
    hub.add("org/d", Repository(), kind="datasets").commit(DATASET)
    assert start("dataset", "hf://org/d/data", target="/workspace/folder").code == 0
    assert start("dataset", "hf://org/d/data/train.parquet", target="/workspace/file").code == 0
    assert set(start.tree("workspace/folder")) == {"data/train.parquet", "data/deep/test.parquet"}
    assert set(start.tree("workspace/file")) == {"data/train.parquet"}


def test_a_branch_is_resolved_once_and_recorded(hub: Hub, start: Starter) -> None:
    repository = hub.add("org/m", Repository())
    first = repository.commit({"a.txt": b"first", "b.txt": b"first"}, branch="dev")
    assert start("model", "hf://org/m", revision="dev", files=["a.txt"]).code == 0
    repository.commit({"a.txt": b"later", "b.txt": b"later"}, branch="dev")
    assert start("model", "hf://org/m", revision="dev", files=["b.txt"]).code == 0
    assert start.tree() == {"a.txt": b"first", "b.txt": b"first"}
    markers = sorted((start.root / "workspace/model/m/.gitune").glob("*.json"))
    assert [json.loads(marker.read_text())["commit"] for marker in markers] == [first, first]
    assert all(f"/resolve/{first}/" in request.path for request in hub.downloads() if not request.cdn)


def test_a_marker_lists_files_with_their_sizes(hub: Hub, start: Starter) -> None:
    commit = hub.add("org/m", Repository()).commit(MODEL)
    start("model", "hf://org/m", files=["*.json"])
    [marker] = (start.root / "workspace/model/m/.gitune").glob("*.json")
    record = json.loads(marker.read_text())
    wanted = {"kind": "model", "source": "hf://org/m", "revision": "main", "files": ["*.json"]}
    assert (record["request"], record["commit"]) == (wanted, commit)
    sizes = {arrival["entry"]["path"]: arrival["entry"]["size"] for arrival in record["arrivals"]}
    assert sizes == {"config.json": 2, "tokenizer.json": 1400}


def test_a_repository_of_more_files_than_one_answer_lists(hub: Hub, start: Starter) -> None:
    files = {f"rows/{number:04}.json": b"" for number in range(1001)} | {"last.json": b"[]"}
    hub.add("org/d", Repository(), kind="datasets").commit(files)
    assert start("dataset", "hf://org/d").code == 0
    assert start.tree() == files


def test_a_file_that_vanished_or_shrank_comes_again_alone(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(MODEL)
    start("model", "hf://org/m")
    folder = start.root / "workspace/model/m"
    (folder / "config.json").unlink()
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.json").write_bytes(b"[")
    for path in start.blobs():
        path.unlink()
    hub.requests.clear()
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == MODEL
    fetched = {request.path.rsplit("/", 1)[1] for request in hub.downloads() if not request.cdn}
    assert fetched == {"config.json", "tokenizer.json"}


def test_two_requests_share_a_folder(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(MODEL)
    assert start("model", "hf://org/m", files=["*.json"]).code == 0
    hub.requests.clear()
    assert start("model", "hf://org/m", files=["config.json", "*.safetensors"]).code == 0
    assert all("config.json" not in request.path for request in hub.downloads())
    hub.requests.clear()
    assert start("model", "hf://org/m", files=["*.json"]).code == 0
    assert start("model", "hf://org/m", files=["*.safetensors", "config.json"]).code == 0
    assert hub.requests == []


def test_a_second_source_may_not_replace_files_of_the_first(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit({"a.txt": b"one"})
    hub.add("org/n", Repository()).commit({"a.txt": b"two!", "b.txt": b"two"})
    assert start("model", "hf://org/m").code == 0
    outcome = start("model", "hf://org/n")
    assert outcome.code == 14
    assert "already holds another a.txt, of hf://org/m@" in outcome.last_line
    assert start.tree() == {"a.txt": b"one"}
    assert start("model", "hf://org/n", files=["b.txt"]).code == 0


def test_nothing_is_written_but_target_and_tmp(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(MODEL)
    start("model", "hf://org/m")
    assert {path.name for path in start.root.iterdir()} == {"workspace", "tmp"}
    assert list((start.root / "tmp").rglob("*")) == []
    state = {path.name for path in (start.root / "workspace/model/m/.gitune").iterdir()}
    assert {name for name in state if not name.endswith(".json")} == {"lock"}
