"""The table, the sentence under it, and the JSON."""

from __future__ import annotations

import json

from gitune.listing.json_report import as_json
from gitune.listing.model import Entry, Hardware
from gitune.listing.table import rows_of
from gitune.listing.wording import clean, hardware_text, headline
from support.lists import BROKEN, ENTRY, entry, listing


def test_the_table() -> None:
    head, rows = rows_of(listing())
    assert head == ["RUN", "MODEL", "METHOD", "GPUS", "STATE", "DIGEST", "OWNER", "SPEC"]
    assert rows == [
        (
            "team-a/support-bot",
            "qwen2.5-7b-instruct",
            "lora",
            "2 x 8 h100-80gb",
            "committed",
            "1a2b3c4d",
            "@acme/support @mkeller",
            "specs/support-bot.finetune.yaml",
        ),
        ("-", "-", "-", "-", "broken", "-", "-", "b.finetune.yaml:7: GT209"),
    ]


def test_environments_are_a_column_where_there_are_some() -> None:
    head, rows = rows_of(listing(entry(environment="dev"), BROKEN))
    assert head[1] == "ENVIRONMENT"
    assert [row[1] for row in rows] == ["dev", "-"]


def test_hardware() -> None:
    assert hardware_text(Hardware("cpu", None, 1, 0)) == "cpu"
    assert hardware_text(Hardware("cpu", None, 4, 0)) == "4 x cpu"
    assert hardware_text(Hardware("a100-80gb", "1g.10gb", 1, 2)) == "1 x 2 a100-80gb 1g.10gb"


def test_slices_are_no_gpus() -> None:
    sliced = entry(hardware=Hardware("a100-80gb", "1g.10gb", 1, 4), state="drifted")
    assert headline(listing(ENTRY, sliced)) == "2 runs, 16 GPUs: 1 drifted, 1 committed"
    assert headline(listing(sliced)) == "1 run, 0 GPUs: 1 drifted"


def test_json() -> None:
    data = json.loads(as_json(listing(commit="c" * 40)))
    runs = data.pop("runs")
    assert data == {
        "formatVersion": "1.0",
        "commit": "c" * 40,
        "count": 2,
        "gpus": 16,
        "states": {"broken": 1, "committed": 1},
    }
    assert runs[0]["digest"] == "1a2b3c4d"
    assert (runs[0]["nodes"], runs[0]["devicesPerNode"], runs[0]["gpus"], runs[0]["error"]) == (2, 8, 16, None)
    assert runs[1]["error"] == {"code": "GT209", "message": "no such accelerator", "file": "b.finetune.yaml", "line": 7}
    assert runs[0].keys() == runs[1].keys()


def test_runs_without_a_name_come_last() -> None:
    unnamed = Entry(None, "broken", "a.finetune.yaml")
    found = sorted([unnamed, entry(environment="prod"), entry(environment="dev")], key=Entry.sort_key)
    assert [each.environment for each in found] == ["dev", "prod", None]


def test_no_secret_no_line_break_and_nothing_that_steers_a_terminal() -> None:
    assert clean("a\nb\t\x1b[31m\u202ec") == "a b ?[31m?c"
    assert "hf_abcdefghijkl" not in clean("token hf_abcdefghijkl1234")
