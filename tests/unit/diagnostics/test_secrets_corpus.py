"""What looks like a token is found and never shown; what only reminds of one is left alone.

Adding a case is adding a line to `tests/data/secrets/`. Tokens there are cut in two, and put together here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.diagnostics.redact import find_tokens, redact

FOLDER = Path(__file__).parents[2] / "data" / "secrets"


def lines(name: str) -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


TRUE, FALSE = lines("true.txt"), lines("false.txt")


def test_the_corpus_is_large_enough() -> None:
    assert min(len(TRUE), len(FALSE)) >= 60


@pytest.mark.parametrize("line", TRUE)
@pytest.mark.parametrize("frame", ["{}", "a: '{}'", "# once it was {}", "[x, {}]"])
def test_a_token_is_found_and_not_shown(line: str, frame: str) -> None:
    head, _, secret = line.partition(" ++ ")
    text = frame.format(head + secret)
    assert any(find_tokens(text)), text
    password = secret.partition("@")[0]
    assert password not in redact(text)
    assert password[-8:] not in redact(text)


@pytest.mark.parametrize("line", FALSE)
def test_what_is_no_token_stays(line: str) -> None:
    assert redact(line) == line
