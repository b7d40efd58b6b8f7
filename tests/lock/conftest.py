"""A world for every test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from images import hub
from lock import registry
from lock.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Both servers, a model, a dataset, both images and one spec."""
    with hub.serve() as served, registry.serve() as images:
        made = World(tmp_path, served, images)
        names = {role: f"{images.host}/team/{role}:1.0" for role in ("initializer", "trainer")}
        (tmp_path / "gitune.yaml").write_text(
            json.dumps({"apiVersion": "gitune.dev/v1alpha1", "kind": "Project", "images": names})
        )
        for role in names:
            images.push_image(f"team/{role}", "1.0", role)
        made.model()
        made.dataset()
        made.spec()
        yield made
