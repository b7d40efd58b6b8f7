"""Diagnostics with nasty texts, which every reporter for machines is tried on."""

from __future__ import annotations

from gitune.diagnostics.model import Diagnostic, Related, Severity, Span
from gitune.diagnostics.report import REPORTERS, Options

TOKEN = "hf_" + "Qz7Wx5EcR" + "vTb8YnUm2" + "Kp9LjHg4FdSa"
FILE = "teams/a b,c:ü/finetune.yaml"
TEXTS = {
    FILE: f"method:\n  rnk: 64\ntoken: {TOKEN}\n  rnk: 64\n",
    "clean.yaml": "kind: FineTune\n",
}
NASTY = f"]]> | <b>&amp; @you #1 ::error::x\r\n`x` [a](b) %0A \x1b[31m\u202e😀 \ufffe {TOKEN}"
FOUND = [
    Diagnostic("GT208", Severity.WARNING, "gated", Span(FILE, 1, 1, 2, 1)),
    Diagnostic("GT101", Severity.ERROR, "unknown field `rnk`", Span(FILE, 2, 3, 2, 6), hint="did you mean `rank`?"),
    Diagnostic(
        "GT238", Severity.ERROR, NASTY, Span(FILE, 3, 8, 3, 41), (Related(Span(FILE, 1, 1, 1, 7), NASTY),), NASTY
    ),
    Diagnostic("GT309", Severity.NOTE, "no place"),
]


def render(name: str, found: list[Diagnostic] = FOUND, texts: dict[str, str] = TEXTS) -> str:
    """What a reporter says, which never holds the token."""
    text = REPORTERS[name](found, texts, Options())
    assert TOKEN not in text
    assert TOKEN[3:13] not in text
    return text


def many(number: int, severity: Severity = Severity.ERROR, message: str = "x") -> list[Diagnostic]:
    """As many diagnostics, a line each."""
    return [Diagnostic("GT101", severity, message, Span("a.yaml", line, 1, line, 2)) for line in range(1, number + 1)]
