from collections.abc import Iterator
from pathlib import Path

import pytest

from images.hub import Hub
from images.initializer.start import Starter


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as running:
        yield running


@pytest.fixture
def start(tmp_path: Path, hub: Hub) -> Starter:
    return Starter(tmp_path, hub.url)


@pytest.fixture
def offline(tmp_path: Path) -> Starter:
    """Starts that have no Hub to talk to."""
    return Starter(tmp_path, "http://127.0.0.1:9")
