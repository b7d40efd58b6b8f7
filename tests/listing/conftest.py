"""A real browser, a repository's page, and what the browser asked for and complained of."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from gitune.cli.boundary import run
from listing import fleet

CHROMIUM = os.environ.get("GITUNE_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND"
"""The browser finds no host, whatever a page asks for."""


class Made(NamedTuple):
    """The page of the repository, and the same list as JSON."""

    file: Path
    listing: dict[str, Any]

    @property
    def runs(self) -> list[dict[str, Any]]:
        return list(self.listing["runs"])

    def gpus(self) -> int:
        return int(self.listing["gpus"])


class Opened(NamedTuple):
    """A page in the browser."""

    page: Page
    requests: list[str]
    complaints: list[str]

    def names(self) -> list[str]:
        """The runs that are shown, in order."""
        return self.page.locator("tbody tr.run .name").all_inner_texts()

    def count(self) -> str:
        return self.page.locator("#count").inner_text()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("fleet")
    with pytest.MonkeyPatch.context() as patch:
        fleet.make(folder / "repo", patch)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            assert run(["list", ".", "-o", "json", "--html", str(folder / "runs.html")]) == 0
        yield Made(folder / "runs.html", json.loads(said.getvalue()))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("NOT CHECKED: the page in a browser (no chromium; GITUNE_CHROMIUM may name one)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", NOWHERE])
        yield opened
        opened.close()


class Opener:
    """Opens pages, and closes them at the end."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: list[Page] = []

    def __call__(self, file: Path, fragment: str = "", **context: Any) -> Opened:
        page = self._browser.new_page(**{"viewport": {"width": 1600, "height": 1000}, **context})
        self._pages.append(page)
        opened = Opened(page, [], [])
        page.on("request", lambda request: opened.requests.append(request.url))
        page.on("console", lambda message: opened.complaints.append(message.text))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.goto(f"{file.as_uri()}{fragment}")
        return opened

    def close(self) -> None:
        for page in self._pages:
            page.close()


@pytest.fixture
def opener(browser: Browser) -> Iterator[Opener]:
    opens = Opener(browser)
    yield opens
    opens.close()


@pytest.fixture
def opened(opener: Opener, made: Made) -> Opened:
    return opener(made.file)
