"""The page of `gitune list` in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from gitune.listing.page import as_page
from listing import fleet
from listing.conftest import Made, Opened, Opener
from support.lists import entry, listing

DARK, LIGHT = "rgb(19, 20, 22)", "rgb(251, 251, 250)"


def named(made: Made, text: str) -> list[str]:
    return [run["name"] for run in made.runs if text in (run["name"] or "")]


def background(opened: Opened) -> str:
    return str(opened.page.evaluate("getComputedStyle(document.body).backgroundColor"))


def head(opened: Opened, column: str) -> str | None:
    return opened.page.locator(f"th[data-column={column}]").get_attribute("aria-sort")


def sort(opened: Opened, column: str) -> list[str]:
    opened.page.locator(f"th[data-column={column}] button").click()
    return opened.names()


def test_every_run_is_there(opened: Opened, made: Made) -> None:
    assert len(opened.names()) == len(made.runs) > 40
    assert opened.count() == f"{len(made.runs)} runs, {made.gpus()} GPUs"


def test_it_asks_for_nothing_and_complains_of_nothing(opener: Opener, made: Made) -> None:
    opened = opener(made.file)
    opened.page.locator("#q").type("support")
    sort(opened, "gpus")
    for toggle in opened.page.locator("tr.run .toggle").all()[:3]:
        toggle.click()
    opened.page.locator("#theme").click()
    assert [url.partition("#")[0] for url in opened.requests] == [made.file.as_uri()]
    assert opened.complaints == []


def test_typing_leaves_what_matches(opened: Opened, made: Made) -> None:
    opened.page.locator("#q").type("leg")
    assert opened.names() == named(made, "legal/")
    assert opened.count().startswith(f"{len(named(made, 'legal/'))} of {len(made.runs)} runs, ")
    opened.page.locator("#q").fill("LEGAL prod notes")
    assert opened.names() == ["legal/contract-notes"]
    opened.page.locator("#q").fill("no such thing")
    assert opened.names() == []
    assert opened.page.locator("#none").is_visible()
    opened.page.locator("#reset").click()
    assert len(opened.names()) == len(made.runs)


@pytest.mark.parametrize("text", ["finance team's own notes", "hf://acme/analyst/data", "@acme/search", "tier=gold"])
def test_details_and_every_column_are_searched(opened: Opened, made: Made, text: str) -> None:
    opened.page.locator("#q").fill(text)
    assert 0 < len(opened.names()) < len(made.runs)


def test_sorting_turns_and_ends(opened: Opened, made: Made) -> None:
    first = opened.names()
    largest = sort(opened, "gpus")
    assert largest[0] == "research/analyst"
    assert head(opened, "gpus") == "descending"
    smallest = sort(opened, "gpus")
    assert smallest.index("research/smoke") < smallest.index("research/analyst")
    assert head(opened, "gpus") == "ascending"
    assert sort(opened, "gpus") == first
    assert head(opened, "gpus") is None
    assert sort(opened, "state")[0] == "legal/clause-finder"
    assert opened.page.locator("th[aria-sort]").count() == 1


def test_states_environments_models_and_accelerators_are_filters(opened: Opened, made: Made) -> None:
    opened.page.locator(".chip.drifted").click()
    assert set(opened.names()) == {"support/support-bot-fr"}
    opened.page.locator(".chip.rendered").click()
    opened.page.locator("#env").select_option("prod")
    assert opened.names() == ["search/snippets", "support/support-bot-fr"]
    opened.page.locator("#acc").select_option("h100-80gb")
    assert opened.names() == ["support/support-bot-fr"]
    opened.page.locator("#reset").click()
    opened.page.locator("#model").select_option("phi4-14b")
    assert opened.names() == ["research/phi-probe"] * 2


def test_a_link_says_what_is_shown(opener: Opener, made: Made) -> None:
    opened = opener(made.file, "#q=support&state=drifted,stale&env=dev&sort=-name")
    assert opened.names() == ["support/support-bot-fr", "support/old-bot"]
    assert opened.page.locator("#q").input_value() == "support"
    opened.page.locator("#q").fill("old bot")
    assert opened.page.evaluate("location.hash") == "#q=old+bot&state=drifted%2Cstale&env=dev&sort=-name"
    opened.page.evaluate("location.hash = '#q=analyst'")
    opened.page.wait_for_function("document.querySelectorAll('tr.run').length === 4")
    assert opened.complaints == []


def test_a_link_that_says_nothing_known_shows_everything(opener: Opener, made: Made) -> None:
    opened = opener(made.file, "#env=nowhere&sort=__proto__&state=%3Cb%3E&model=%25")
    assert len(opened.names()) == len(made.runs)
    assert opened.complaints == []


def test_the_keyboard(opened: Opened) -> None:
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("a/b")
    assert opened.page.locator("#q").input_value() == "a/b"
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#q").input_value() == ""
    toggle = opened.page.locator("tr.run .toggle").nth(2)
    toggle.focus()
    opened.page.keyboard.press("Enter")
    assert toggle.get_attribute("aria-expanded") == "true"
    detail = opened.page.locator(f"#{toggle.get_attribute('aria-controls')}")
    assert "Summarises contracts clause by clause" in detail.inner_text()
    opened.page.keyboard.press("Enter")
    assert toggle.get_attribute("aria-expanded") == "false"
    assert opened.page.locator("tr.detail").count() == 0


def test_a_broken_spec_says_its_error(opened: Opened) -> None:
    opened.page.locator("#q").fill("clause-finder dev")
    opened.page.locator("tr.run").click()
    said = opened.page.locator("tr.detail .error").inner_text()
    assert re.match(r"GT209 at specs/legal/clause-finder\.finetune\.yaml:\d+: the catalog has no accelerator", said)


def test_dark_and_light(opener: Opener, made: Made) -> None:
    assert background(opener(made.file, color_scheme="dark")) == DARK
    opened = opener(made.file, color_scheme="light")
    assert background(opened) == LIGHT
    seen = []
    for _ in range(3):
        opened.page.locator("#theme").click()
        seen.append((opened.page.locator("#theme").inner_text(), background(opened)))
    assert seen == [("Theme: light", LIGHT), ("Theme: dark", DARK), ("Theme: auto", LIGHT)]
    opened.page.locator("#theme").click()
    opened.page.locator("#theme").click()
    opened.page.reload()
    assert background(opened) == DARK


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier(opener: Opener, made: Made, scheme: str) -> None:
    opened = opener(made.file, "#sort=state", color_scheme=scheme)
    opened.page.locator("tr.run .toggle").first.click()
    opened.page.locator(".chip.broken").click()
    opened.page.locator(".chip.broken").click()
    for chip in opened.page.locator(".chip").all():
        chip.click()
    result = Axe().run(opened.page)
    assert result.violations_count == 0, result.generate_report()


def test_what_a_spec_says_stays_text(opener: Opener, made: Made) -> None:
    opened = opener(made.file, "#q=hostile+dev")
    opened.page.locator("tr.run").click()
    said = opened.page.locator("tr.detail p").inner_text()
    assert said == fleet.HOSTILE.replace("\u202e", "?")
    assert opened.page.title() == "Fine-tunes"
    assert opened.page.locator("img").count() == 0
    assert opened.page.locator("tr.detail b").count() == 0


def test_the_policy_stops_what_would_get_through(opened: Opened) -> None:
    opened.page.evaluate(
        """() => {
          const box = document.body.appendChild(document.createElement("div"));
          box.innerHTML = '<img src="https://example.com/x.png" onerror="document.title = 1">';
          const script = document.body.appendChild(document.createElement("script"));
          script.textContent = "document.title = 2";
        }"""
    )
    opened.page.wait_for_timeout(200)
    assert opened.page.title() == "Fine-tunes"
    assert len(opened.complaints) >= 2
    assert all("Content Security Policy" in text for text in opened.complaints)


@pytest.mark.parametrize("width", [320, 640, 1024, 1440, 2200])
def test_no_width_is_too_narrow(opener: Opener, made: Made, width: int) -> None:
    opened = opener(made.file, viewport={"width": width, "height": 800})
    frame = opened.page.evaluate(
        "[document.querySelector('table').offsetWidth, document.querySelector('.frame').clientWidth]"
    )
    assert frame[0] <= frame[1]
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.page.locator(".badge").first.is_visible()


def test_without_scripts_it_is_a_table(opener: Opener, made: Made) -> None:
    opened = opener(made.file, java_script_enabled=False)
    assert len(opened.names()) == len(made.runs)
    assert not opened.page.locator("form").is_visible()
    assert opened.count() == f"{len(made.runs)} runs, {made.gpus()} GPUs"


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("many") / "runs.html"
    runs = (entry(name=f"team-{i % 10}/bench-{i:05}", spec=f"specs/{i:05}/finetune.yaml") for i in range(5_000))
    file.write_text(as_page(listing(*runs)))
    return file


def test_five_thousand_runs_are_searched_and_few_are_in_the_document(opener: Opener, many: Path) -> None:
    opened = opener(many)
    assert opened.count() == "5,000 runs, 80,000 GPUs"
    assert opened.page.locator("tr.run").count() < 300
    opened.page.locator("#q").fill("team-3 bench-0")
    assert opened.count() == "500 of 5,000 runs, 8,000 of 80,000 GPUs"
    opened.page.locator("#q").fill("bench-04217")
    assert opened.names() == ["team-7/bench-04217"]


def test_scrolling_shows_more_and_printing_all(opener: Opener, many: Path) -> None:
    opened = opener(many, "#q=team-3")
    before = opened.page.locator("tr.run").count()
    opened.page.mouse.wheel(0, 100_000)
    opened.page.wait_for_function(f"document.querySelectorAll('tr.run').length > {before}")
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator("tr.run").count() == 500
    opened.page.emulate_media(media="print")
    assert not opened.page.locator("form").is_visible()
    assert opened.page.locator("tr.run td.is-spec").first.is_visible()
