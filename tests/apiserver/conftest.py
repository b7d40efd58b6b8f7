"""The one API server of a test run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.apiserver import server
from support.kubeapi import Api


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Api]:
    """A client; every test makes namespaces of its own."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with server(shared / "apiserver") as client:
        yield client
