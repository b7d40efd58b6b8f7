"""The image contract and what a local run says about exit codes are the same."""

from __future__ import annotations

import re
from pathlib import Path

from gitune.local.exit_codes import MEANINGS, meaning

CONTRACT = Path(__file__).parents[3] / "docs" / "image-contract.md"


def test_the_contracts_table() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", CONTRACT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {int(code): text for code, text in rows} == MEANINGS


def test_codes_outside_the_table() -> None:
    assert (meaning(137), meaning(42)) == ("killed by signal 9", "not a code of the image contract")
