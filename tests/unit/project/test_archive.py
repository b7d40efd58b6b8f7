"""`archive` and `prices` of gitune.yaml."""

from __future__ import annotations

import pytest

from gitune.project.parse import ParsedProject, parse_project
from gitune.source.read import read


def parsed(text: str) -> ParsedProject:
    document = read(text.encode(), "gitune.yaml").document
    assert document is not None
    return parse_project(document)


def test_runs_and_prices_are_read() -> None:
    project = parsed("archive: [team-a/support-bot-1a2b3c4d]\nprices: {h100-80gb: 3, l4: 0.7}\n").project
    assert project is not None
    assert project.archive == ("team-a/support-bot-1a2b3c4d",)
    assert project.prices == {"h100-80gb": 3.0, "l4": 0.7}


@pytest.mark.parametrize(
    "text",
    [
        "archive: [support-bot-1a2b3c4d]",
        "archive: [team-a/support-bot-1a2b3c4d/run]",
        "archive: [Team/support-bot-1a2b3c4d]",
        f"archive: [team-a/{'a' * 34}]",
        "archive: team-a/x",
        "prices: {h100-80gb: 0}",
        "prices: {h100-80gb: -1}",
        "prices: {h100-80gb: free}",
        "prices: [1]",
    ],
)
def test_what_is_neither_is_a_finding(text: str) -> None:
    result = parsed(text)
    assert result.project is None
    assert [finding.path[0] for finding in result.findings] == [text.partition(":")[0]]
