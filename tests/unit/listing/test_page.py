"""The page's bytes: valid HTML, one script that may run, nothing that a spec can break out of."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import html5lib
import pytest

from gitune.listing.model import STATES, Fact, Listing, Mistake
from gitune.listing.page import as_page
from support.lists import BROKEN, ENTRY, entry, listing

HOSTILE = "</script></title><img src=x onerror=alert(1)>\"'&<!--{{script}}--> \u2028"
EVERY_STATE = [entry(name=f"a/{state}", state=state, environment="dev") for state in STATES]


def hostile() -> Listing:
    broken = BROKEN._replace(mistake=Mistake("GT001", HOSTILE, HOSTILE, 1), name=f"{HOSTILE}/{HOSTILE}")
    facts, labels = (Fact(HOSTILE, HOSTILE),), {HOSTILE: HOSTILE}
    return listing(
        entry(description=HOSTILE, labels=labels, owners=(HOSTILE,), facts=facts, model=HOSTILE, method=HOSTILE),
        entry(spec=HOSTILE, environment=HOSTILE, run=HOSTILE),
        broken,
        commit=HOSTILE,
    )


@pytest.mark.parametrize(
    "made",
    [listing(), Listing(()), listing(*EVERY_STATE, commit="a" * 40), hostile()],
    ids=["two", "none", "all", "hostile"],
)
def test_valid_html(made: Listing) -> None:
    html5lib.HTMLParser(strict=True).parse(as_page(made, HOSTILE))


def test_what_specs_say_is_text() -> None:
    tree = html5lib.parse(as_page(hostile(), HOSTILE), namespaceHTMLElements=False)
    assert tree.findall(".//img") == []
    assert len(tree.findall(".//script")) == 2
    assert tree.findtext(".//title") == HOSTILE.replace("\u2028", "\u2028")
    assert not [name for each in tree.iter() for name in each.attrib if str(name).startswith("on")]
    details = json.loads(tree.findtext(".//script[@id='details']"))
    assert details[0]["text"] == HOSTILE
    assert [HOSTILE, HOSTILE] in details[0]["facts"]
    assert HOSTILE in details[2]["error"]


def test_the_policy_lets_only_the_pages_own_script_and_style_run() -> None:
    page = as_page(listing())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; ")
    for element, kind in (("script", "script-src"), ("style", "style-src")):
        (text,) = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        name = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind} 'sha256-{name}';" in policy[1]
    assert "unsafe" not in policy[1]


def test_nothing_is_fetched() -> None:
    page = as_page(listing())
    assert not re.search(r"https?:|//[a-z]|@import|url\(|fetch\(|XMLHttpRequest|import\(", page)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert [each.attrib["href"] for each in tree.iter() if "href" in each.attrib] == ["data:,"]
    assert [each for each in tree.iter() if "src" in each.attrib or "style" in each.attrib] == []


def test_the_same_list_gives_the_same_bytes() -> None:
    assert as_page(listing(*EVERY_STATE)) == as_page(listing(*EVERY_STATE))


def test_filters_are_there_for_what_is_there() -> None:
    tree = html5lib.parse(as_page(listing(*EVERY_STATE)), namespaceHTMLElements=False)
    selects = {each.attrib["id"]: [option.attrib["value"] for option in each] for each in tree.iter("select")}
    assert selects == {"env": ["", "dev"], "model": ["", ENTRY.model], "acc": ["", "h100-80gb"]}
    chips = [each.attrib["value"] for each in tree.iter("button") if "chip" in each.attrib.get("class", "")]
    assert chips == list(STATES)
    bare = html5lib.parse(as_page(listing(BROKEN)), namespaceHTMLElements=False)
    assert list(bare.iter("select")) == []


def test_the_commit_is_named_where_there_is_one() -> None:
    assert "0123456789ab</code>" in as_page(listing(commit="0123456789abcdef"))
    assert (
        "commit"
        not in as_page(listing(ENTRY._replace(state="stale"))).partition("<footer>")[2].partition("</footer>")[0]
    )
