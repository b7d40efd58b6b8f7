"""Everything in one stream, for `kubectl apply -f -`."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from gitune.emit.files import files_of
from gitune.emit.stream import stream_of
from gitune.lock.model import Lock
from support.locks import compiled, lock_for


@pytest.mark.parametrize("lock", [None, lock_for()], ids=["free", "locked"])
def test_the_config_map_is_what_kustomize_makes(lock: Lock | None) -> None:
    rendered = compiled(lock).rendered
    assert rendered is not None
    files = {path.rpartition("/")[2]: data for path, data in files_of(rendered, "finetune.yaml").items()}
    made: list[dict[str, Any]] = list(yaml.safe_load_all(stream_of([rendered])))
    (config_map,) = [document for document in made if document["kind"] == "ConfigMap"]
    assert set(config_map["data"]) == ({"torchtune.yaml", "pins.json"} if lock else {"torchtune.yaml"})
    for name, text in config_map["data"].items():
        assert text.encode() == files[name]
    if lock:
        assert json.loads(config_map["data"]["pins.json"])["model"]["files"]
