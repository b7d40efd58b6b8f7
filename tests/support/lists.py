"""Lists for tests."""

from __future__ import annotations

from typing import Any

from gitune.listing.model import Entry, Fact, Hardware, Listing, Mistake

ENTRY = Entry(
    name="team-a/support-bot",
    state="committed",
    spec="specs/support-bot.finetune.yaml",
    model="qwen2.5-7b-instruct",
    method="lora",
    hardware=Hardware("h100-80gb", None, 2, 8),
    run="support-bot-1a2b3c4d",
    owners=("@acme/support", "@mkeller"),
    description="Answers first-level questions.",
    labels={"team": "support"},
    facts=(Fact("Training", "3 epochs"),),
)
BROKEN = Entry(None, "broken", "b.finetune.yaml", mistake=Mistake("GT209", "no such accelerator", "b.finetune.yaml", 7))


def entry(**changes: Any) -> Entry:
    return ENTRY._replace(**changes)


def listing(*entries: Entry, commit: str | None = None) -> Listing:
    return Listing(entries or (ENTRY, BROKEN), commit)
