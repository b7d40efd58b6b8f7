"""Takes the pictures of docs/list.md: `PYTHONPATH=tests python -m listing.screenshots docs/images`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from gitune.cli.boundary import run
from listing import fleet
from listing.conftest import CHROMIUM

SIZE = {"width": 1600, "height": 900}


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        sync_playwright() as playwright,
    ):
        page_file = Path(folder) / "runs.html"
        fleet.make(Path(folder) / "repo", patch)
        run(["list", ".", "--html", str(page_file)])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        light = browser.new_page(viewport=SIZE, color_scheme="light")
        light.goto(page_file.as_uri())
        light.screenshot(path=out / "list-light.png")
        dark = browser.new_page(viewport=SIZE, color_scheme="dark")
        dark.goto(f"{page_file.as_uri()}#q=support+bot&sort=-gpus")
        dark.locator("tr.run .toggle").nth(1).click()
        dark.mouse.move(0, 0)
        dark.screenshot(path=out / "list-dark.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
