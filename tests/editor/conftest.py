"""One server for all tests of the editor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from editor.client import Editor
from editor.server import command


@pytest.fixture(scope="session")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    with Editor(command(), tmp_path_factory.mktemp("specs")) as made:
        yield made
