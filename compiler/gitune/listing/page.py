"""A list as one HTML page that needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from gitune.listing.model import MEANING, Entry, Listing
from gitune.listing.page_rows import columns_of, row_of
from gitune.listing.wording import counted

TITLE = "Fine-tunes"

_ASSETS = Path(__file__).parent / "assets"
_PLACE = re.compile(r"\{\{([a-z-]+)\}\}")


def as_page(listing: Listing, title: str = TITLE) -> str:
    """The page. The same list gives the same bytes."""
    script, style = _asset("page.js"), _asset("page.css")
    parts = {
        "title": escape(title),
        "script": script,
        "script-hash": _hash(script),
        "style": style,
        "style-hash": _hash(style),
        "count": f"{counted(len(listing.entries), 'run')}, {counted(listing.gpus, 'GPU')}",
        "selects": "\n".join(_selects(listing)),
        "chips": "\n".join(_chips(listing)),
        "head": "".join(column.head() for column in columns_of(listing)),
        "rows": "\n".join(row_of(entry, columns_of(listing)) for entry in listing.entries),
        "details": _details(listing),
        "foot": _foot(listing),
    }
    return _PLACE.sub(lambda place: parts[place[1]], _asset("page.html"))


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """How a Content-Security-Policy names the one script, or style, that may run."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _selects(listing: Listing) -> Iterator[str]:
    columns: tuple[tuple[str, str, list[str | None]], ...] = (
        ("env", "All environments", [entry.environment for entry in listing.entries]),
        ("model", "All models", [entry.model for entry in listing.entries]),
        ("acc", "All accelerators", [entry.hardware.device if entry.hardware else None for entry in listing.entries]),
    )
    for name, everything, values in columns:
        counts = Counter(value for value in values if value)
        if counts:
            yield _select(name, everything, counts)


def _select(name: str, everything: str, counts: Mapping[str, int]) -> str:
    options = "".join(
        f'<option value="{escape(value)}">{escape(value)} ({count:,})</option>'
        for value, count in sorted(counts.items())
    )
    label = escape(everything.removeprefix("All "))
    return (
        f'<select id="{name}" aria-label="Filter by {label}"><option value="">{everything}</option>{options}</select>'
    )


def _chips(listing: Listing) -> Iterator[str]:
    for state, count in listing.counts().items():
        yield (
            f'<button type="button" class="chip {state}" value="{state}" aria-pressed="false" '
            f'title="{escape(MEANING[state])}">{state} <b>{count:,}</b></button>'
        )


def _details(listing: Listing) -> str:
    """What a row opens to, in the order of the rows; `<` cannot end the element that holds it."""
    text = json.dumps([_detail(entry) for entry in listing.entries], ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _detail(entry: Entry) -> dict[str, object]:
    mistake = entry.mistake
    facts = [
        ("Run", entry.run),
        ("Environment", entry.environment),
        *entry.facts,
        ("Labels", ", ".join(f"{key}={value}" for key, value in entry.labels.items())),
        ("Owner", " ".join(entry.owners)),
        ("Spec", entry.spec),
        ("State", f"{entry.state}: {MEANING[entry.state]}"),
    ]
    return {
        "error": f"{mistake.code} at {mistake.file}:{mistake.line}: {mistake.message}" if mistake else None,
        "text": entry.description,
        "facts": [(name, text) for name, text in facts if text],
    }


def _foot(listing: Listing) -> str:
    commit = f" State at commit <code>{escape(listing.commit[:12])}</code>." if listing.commit else ""
    return f"Written by <code>gitune list --html</code>.{commit}"
