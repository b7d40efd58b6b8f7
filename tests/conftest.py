"""Options and fixtures of all tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from gitune.project.whole import whole_project

# The same cases every time, however busy the machine is; `--hypothesis-profile=default` explores.
settings.register_profile("gitune", deadline=None, derandomize=True)
settings.load_profile("gitune")

# Tests make projects without a file.
whole_project()

# No test leaves anything with the user, or finds what another one left.
os.environ["GITUNE_CACHE_DIR"] = ""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write expected outputs anew instead of comparing them")


@pytest.fixture(scope="session")
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expected outputs are to be written anew; review the difference before it is committed."""
    return bool(request.config.getoption("--update"))
