"""Options and fixtures of all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

# The same cases every time, however busy the machine is; `--hypothesis-profile=default` explores.
settings.register_profile("gitune", deadline=None, derandomize=True)
settings.load_profile("gitune")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write expected outputs anew instead of comparing them")


@pytest.fixture(scope="session")
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expected outputs are to be written anew; review the difference before it is committed."""
    return bool(request.config.getoption("--update"))
