"""What these tests have in common."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def same_gitune(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A gitune that nobody changes while the tests run, in place of the checkout that somebody may be working in.

    What belongs to gitune is asserted in tests/unit/fleet/test_contents.py.
    """
    folder = tmp_path_factory.mktemp("gitune")
    (folder / "module.py").write_text("one = 1\n")
    monkeypatch.setattr("gitune.fleet.context.tool_folders", lambda: (folder,))
    return folder
