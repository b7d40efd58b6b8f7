"""A repository for each test, and a forge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ci.repository import Repository
from support.forge import Forge, serving


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository(tmp_path_factory.mktemp("first"))
    made.begin()
    return made


@pytest.fixture
def repository(first: Repository, tmp_path: Path) -> Repository:
    return first.copy(tmp_path / "repository")


@pytest.fixture
def github() -> Iterator[Forge]:
    with serving("github") as forge:
        yield forge


@pytest.fixture
def gitlab() -> Iterator[Forge]:
    with serving("gitlab") as forge:
        yield forge
