"""What was reviewed is what runs: locked against a Hub over HTTP, compiled, and trained when the Hub has moved on."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from images.hub import Hub, Repository, serve
from tiny import write_dataset

REPOSITORY = Path(__file__).parents[2]
MODEL = REPOSITORY / "examples" / "quickstart" / "volume" / "model"
TOKEN = "hf_goodtokenforthistest"
GITUNE = (sys.executable, "-m", "gitune")

pytestmark = pytest.mark.e2e

SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {name: locked}
model:
  id: tiny
  source: hf://example/tiny
  secretRef: {name: hub}
dataset:
  source: hf://example/rows/data/
  format: json
  kind: instruct
method: {kind: lora}
training: {globalBatchSize: 8, maxSeqLen: 128, maxSteps: 4, precision: fp32, learningRate: 5.0e-3}
resources: {accelerator: cpu}
storage: {size: 6Gi}
"""


class World:
    """A Hub, a repository with one spec, and gitune as a process in it."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.hub, self.folder = hub, folder
        rows = folder / "made"
        self.rows = write_dataset(rows, rows=64).jsonl.read_bytes()
        model = {str(file.relative_to(MODEL)): file.read_bytes() for file in MODEL.rglob("*") if file.is_file()}
        self.model = hub.add("example/tiny", Repository(gated=True, readers=frozenset([TOKEN])))
        self.dataset = hub.add("example/rows", Repository(), "datasets")
        self.commits = (self.model.commit(model), self.dataset.commit({"data/train.jsonl": self.rows}))
        (folder / "finetune.yaml").write_text(SPEC)

    def gitune(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "HF_ENDPOINT": self.hub.url, "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1"}
        env["HF_HOME"] = str(self.folder / "home")
        return subprocess.run(
            [*GITUNE, *arguments], cwd=self.folder, env=env, text=True, capture_output=True, check=False
        )

    def run(self, root: str) -> subprocess.CompletedProcess[str]:
        return self.gitune("run", "--root", root, "--secret", "hub/token=env:HF_TOKEN")

    def rendered(self) -> dict[str, bytes]:
        return {str(file): file.read_bytes() for file in sorted(self.folder.glob("rendered/**/*")) if file.is_file()}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with serve() as hub:
        made = World(hub, tmp_path_factory.mktemp("locked"))
        locked = made.gitune("lock", "--no-images")
        assert locked.returncode == 0, locked.stderr
        compiled = made.gitune("compile")
        assert compiled.returncode == 0, compiled.stderr
        yield made


def test_a_moved_main_changes_neither_a_byte_nor_what_is_fetched(world: World) -> None:
    before = world.rendered()
    world.model.commit({"README.md": b"all gone"})
    world.dataset.commit({"data/train.jsonl": b'{"input": "poison", "output": "poison"}\n'})
    assert world.gitune("compile").returncode == 0
    assert world.rendered() == before

    world.hub.requests.clear()
    done = world.run("root")
    assert done.returncode == 0, done.stderr
    asked = [request.path for request in world.hub.requests]
    assert not [path for path in asked if path.startswith("/api/")], "a pinned source is not listed"
    assert {commit for path in asked for commit in world.commits if commit in path} == set(world.commits)
    (rows,) = (world.folder / "root" / "workspace" / "dataset").rglob("*.jsonl")
    assert rows.read_bytes() == world.rows


def test_every_file_on_the_volume_is_what_the_lock_says(world: World) -> None:
    (file,) = world.folder.glob("rendered/default/locked/run/pins.json")
    pins = json.loads(file.read_bytes())
    (folder,) = (world.folder / "root" / "workspace" / "model").iterdir()
    assert folder.name.endswith(f"@{world.commits[0]}")
    for pinned in pins["model"]["files"]:
        content = (folder / pinned["path"]).read_bytes()
        assert len(content) == pinned["size"]
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        assert (pinned.get("sha256"), pinned.get("gitOid")) in {
            (hashlib.sha256(content).hexdigest(), None),
            (None, blob),
        }


def test_other_bytes_under_the_pinned_commit_never_reach_the_trainer(world: World) -> None:
    path = "data/train.jsonl"
    kept = world.dataset.commits[world.commits[1]][path]
    flipped = bytes([kept.content[0] ^ 1]) + kept.content[1:]
    world.dataset.commits[world.commits[1]][path] = type(kept)(flipped, kept.size, kept.lfs)
    try:
        refused = world.run("tampered")
    finally:
        world.dataset.commits[world.commits[1]][path] = kept
    assert refused.returncode != 0
    for content in (kept.content, flipped):
        hashes = hashlib.sha256(content).hexdigest(), hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        assert any(known in refused.stderr for known in hashes), refused.stderr
    assert not list((world.folder / "tampered" / "workspace").glob("output/*"))
    assert not list((world.folder / "tampered" / "workspace" / "dataset").rglob("*.jsonl"))


def test_no_token_is_anywhere(world: World) -> None:
    outputs = [world.gitune("lock", "--no-images", "--upgrade"), world.run("root")]
    assert not [output for output in outputs if TOKEN in output.stdout + output.stderr]
    for file in world.folder.rglob("*"):
        if file.is_file() and not file.is_relative_to(world.folder / "home"):
            assert TOKEN.encode() not in file.read_bytes(), file
