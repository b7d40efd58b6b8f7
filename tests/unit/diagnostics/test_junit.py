"""`junit`, by the schema of Jenkins' xUnit plugin and by junitparser, which reads it for many tools."""

from __future__ import annotations

from pathlib import Path

import pytest
from junitparser import Failure, JUnitXml
from lxml import etree

from gitune.diagnostics.model import Diagnostic, Severity, Span
from support.reports import FILE, FOUND, TEXTS, many, render

SCHEMA = Path(__file__).parents[2] / "data" / "schemas" / "junit-10.xsd"
SAID = "]]> | <b>&amp; @you #1 ::error::x\\r\\n`x` [a](b) %0A \\x1b[31m\\u202e😀 \\ufffe hf_…redacted"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


@pytest.mark.parametrize("found", [FOUND, [], many(30), many(2, Severity.NOTE)])
def test_the_schema(schema: etree.XMLSchema, found: list[Diagnostic]) -> None:
    for texts in (TEXTS, {}):
        schema.assertValid(etree.fromstring(render("junit", found, texts).encode()))


def test_of_nothing() -> None:
    assert render("junit", [], {}).splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="gitune" tests="0" failures="0" errors="0">',
        "</testsuites>",
    ]


def test_a_clean_file_passes() -> None:
    assert render("junit", [], {"clean.yaml": ""}).splitlines()[2:5] == [
        '  <testsuite name="clean.yaml" tests="1" failures="0" errors="0" skipped="0">',
        '    <testcase name="no findings" classname="clean.yaml"/>',
        "  </testsuite>",
    ]


def test_a_consumer_reads_what_was_meant() -> None:
    read = JUnitXml.fromstring(render("junit").encode())
    suites = {suite.name: list(suite) for suite in read}
    assert {name: [case.name for case in cases] for name, cases in suites.items()} == {
        ".": ["GT309 merged-only"],
        "clean.yaml": ["no findings"],
        FILE: ["GT208 gated-without-secret at 1:1", "GT101 unknown-field at 2:3", "GT238 secret at 3:8"],
    }
    assert [case.is_passed for case in suites[FILE]] == [True, False, False]
    assert (read.tests, read.failures, read.errors) == (5, 2, 0)
    failure = suites[FILE][2].result[0]
    assert isinstance(failure, Failure)
    assert failure.message == SAID
    assert failure.text == f"{FILE}:3:8: error[GT238]: {SAID}\nhelp: {SAID}"


def test_a_warning_passes_and_is_said() -> None:
    assert render("junit", [FOUND[0]], {}).splitlines()[3:6] == [
        f'    <testcase name="GT208 gated-without-secret at 1:1" classname="{FILE}">',
        f"      <system-out>{FILE}:1:1: warning[GT208]: gated</system-out>",
        "    </testcase>",
    ]


def test_any_character_is_xml() -> None:
    every = "".join(map(chr, [*range(0x2100), *range(0xD7F0, 0xE010), *range(0xFDD0, 0x10010), 0x10FFFF]))
    found = [Diagnostic("GT101", Severity.ERROR, every, Span(every, 1, 1, 1, 1), hint=every)]
    etree.fromstring(render("junit", found, {}).encode())
