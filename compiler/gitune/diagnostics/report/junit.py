"""JUnit XML as Jenkins reads it (junit-10.xsd of its xUnit plugin), and with it GitLab and most other servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from gitune.diagnostics.codes import CODES
from gitune.diagnostics.model import Diagnostic, Severity
from gitune.diagnostics.report.base import Options, ordered, place_of
from gitune.diagnostics.report.cells import printable


def report(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], _options: Options) -> str:
    """A suite for each file, a case for each diagnostic; a file without any has one case, which passes.

    Only errors are failures: what else is said stands in the output of a case that passes.
    """
    files: dict[str, list[Diagnostic]] = {file: [] for file in sorted(texts)}
    for diagnostic in ordered(diagnostics):
        files.setdefault(place_of(diagnostic).file, []).append(diagnostic)
    suites = [line for file in sorted(files) for line in _suite(file, files[file])]
    tests = sum(max(len(found), 1) for found in files.values())
    head = f"<testsuites {_attributes(name='gitune', tests=tests, failures=_failures(diagnostics), errors=0)}>"
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>"]) + "\n"


def _suite(file: str, found: Sequence[Diagnostic]) -> Iterator[str]:
    numbers = {"tests": max(len(found), 1), "failures": _failures(found), "errors": 0, "skipped": 0}
    yield f"  <testsuite {_attributes(name=file, **numbers)}>"
    for diagnostic in found:
        yield from _case(file, diagnostic)
    if not found:
        yield f"    <testcase {_attributes(name='no findings', classname=file)}/>"
    yield "  </testsuite>"


def _case(file: str, diagnostic: Diagnostic) -> Iterator[str]:
    code, span = CODES[diagnostic.code], diagnostic.span
    name = f"{code.id} {code.name}" + (f" at {span.line}:{span.column}" if span else "")
    yield f"    <testcase {_attributes(name=name, classname=file)}>"
    if diagnostic.severity is Severity.ERROR:
        said = _attributes(type=code.id, message=diagnostic.message)
        yield f"      <failure {said}>{_text(diagnostic)}</failure>"
    else:
        yield f"      <system-out>{_text(diagnostic)}</system-out>"
    yield "    </testcase>"


def _text(diagnostic: Diagnostic) -> str:
    """Like `concise`, with the severity, and the hint below."""
    span = diagnostic.span
    place = f"{printable(span.file)}:{span.line}:{span.column}: " if span else ""
    head = f"{place}{diagnostic.severity}[{diagnostic.code}]: {printable(diagnostic.message)}"
    return escape(head + (f"\nhelp: {printable(diagnostic.hint)}" if diagnostic.hint else ""))


def _attributes(**values: str | int) -> str:
    """`printable` leaves no character that XML cannot hold."""
    return " ".join(f'{key}="{escape(printable(str(value)))}"' for key, value in values.items())


def _failures(diagnostics: Sequence[Diagnostic]) -> int:
    return sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
