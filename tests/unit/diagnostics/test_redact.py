"""Tokens are known by the forms of their issuers, and only these."""

from __future__ import annotations

import pytest

from gitune.diagnostics.redact import find_tokens, redact

LONG = "AbCdEfGh0123456789" * 2


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        (f"hf_{LONG}", "hf_…redacted"),
        (f"ghp_{LONG}", "gh…redacted"),
        (f"github_pat_{LONG}", "github_pat_…redacted"),
        (f"glpat-{LONG}", "gl…redacted"),
        (f"sk-proj-{LONG}", "sk-…redacted"),
        ("AKIA" + "A1" * 8, "AWS key …redacted"),
        (f"xoxb-{LONG}", "xox…redacted"),
        (f"nvapi-{LONG}", "nvapi-…redacted"),
        (f"eyJ{LONG}.eyJ{LONG}.{LONG}", "eyJ…redacted"),
    ],
)
def test_token(token: str, shown: str) -> None:
    assert redact(f"a {token}, b") == f"a {shown}, b"
    (found,) = find_tokens(f'"{token}"')
    assert (found.start, found.end, found.shown) == (1, 1 + len(token), shown)


def test_password_in_a_url() -> None:
    assert redact("https://me:secret@example.com/x") == "https://…redacted@example.com/x"


@pytest.mark.parametrize(
    "text",
    [
        "hf_token",
        "hf://meta-llama/Llama-3.2-1B",
        "task-" + LONG,
        "sk-learn",
        "https://example.com:8080/a@b",
        "HF_TOKEN",
    ],
)
def test_no_token(text: str) -> None:
    assert redact(text) == text
    assert not list(find_tokens(text))
