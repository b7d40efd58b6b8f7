"""SARIF 2.1.0 for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from gitune import __version__
from gitune.diagnostics.codes import CODES
from gitune.diagnostics.model import Diagnostic, Related, Span
from gitune.diagnostics.redact import redact
from gitune.diagnostics.report.base import Options, ordered, place_of, worst_first
from gitune.diagnostics.report.cells import printable
from gitune.diagnostics.report.fingerprint import fingerprints
from gitune.diagnostics.report.markup import inline

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 25_000
"""More in a run, and GitHub refuses the file."""
_BASE = "%SRCROOT%"


def report(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], _options: Options) -> str:
    """One log with one run; the worst 25,000 where there are more. Lines and columns as in `Span`."""
    every = ordered(diagnostics)
    kept = set(worst_first(every)[:MAX_RESULTS]) if len(every) > MAX_RESULTS else set(every)
    found = [(d, mark) for d, mark in zip(every, fingerprints(every, texts), strict=True) if d in kept]
    rules = sorted({diagnostic.code for diagnostic, _ in found})
    results = [_result(diagnostic, mark, rules) for diagnostic, mark in found]
    run = {
        "tool": {"driver": _driver(rules)},
        **_cut(len(every) - len(results)),
        "originalUriBaseIds": {_BASE: {"description": {"text": "The folder that gitune was called in."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\r", "\n"],
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _cut(left_out: int) -> dict[str, Any]:
    """Says what does not stand in the log."""
    if left_out <= 0:
        return {}
    said = {"text": f"{left_out} more results are left out: a run holds {MAX_RESULTS:,}."}
    notification = {"level": "warning", "message": said}
    return {"invocations": [{"executionSuccessful": True, "toolExecutionNotifications": [notification]}]}


def _driver(rules: Sequence[str]) -> dict[str, Any]:
    return {"name": "gitune", "version": __version__, "rules": [_rule(code) for code in rules]}


def _rule(code: str) -> dict[str, Any]:
    entry = CODES[code]
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in entry.name.split("-")),
        "shortDescription": {"text": entry.summary},
        "fullDescription": {"text": entry.summary},
        "help": {"text": f"{entry.summary} `gitune explain {code}` says more."},
        "defaultConfiguration": {"level": entry.severity.value},
    }


def _result(diagnostic: Diagnostic, mark: str, rules: Sequence[str]) -> dict[str, Any]:
    related = [_related(number, near) for number, near in enumerate(diagnostic.related, 1)]
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": rules.index(diagnostic.code),
        "level": diagnostic.severity.value,
        "message": _message(diagnostic),
        "locations": [{"physicalLocation": _place(place_of(diagnostic))}],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"gituneFinding/v1": mark},
    }


def _message(diagnostic: Diagnostic) -> dict[str, str]:
    message, hint = printable(diagnostic.message), printable(diagnostic.hint or "")
    text = _plain(message) + (f"\nhelp: {_plain(hint)}" if hint else "")
    markdown = inline(message) + (f"\n\n**help**: {inline(hint)}" if hint else "")
    return {"text": text, "markdown": markdown}


def _plain(text: str) -> str:
    """SARIF reads `[text](target)` as a link in plain text too; no text of a user becomes one."""
    return text.replace("](", "] (")


def _related(number: int, near: Related) -> dict[str, Any]:
    return {
        "id": number,
        "physicalLocation": _place(near.span),
        "message": {"text": _plain(printable(near.message))},
    }


def _place(span: Span) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"artifactLocation": _artifact(span.file), "region": region}


def _artifact(file: str) -> dict[str, str]:
    uri = quote(_encoded(redact(file)))
    return {"uri": f"file://{uri}"} if uri.startswith("/") else {"uri": uri, "uriBaseId": _BASE}


def _encoded(file: str) -> bytes:
    """The bytes of the name on disk, which need not be UTF-8."""
    try:
        return os.fsencode(file)
    except UnicodeEncodeError:
        return file.encode("utf-8", "surrogatepass")
