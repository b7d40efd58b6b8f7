"""Diagnostics as text: for people, for grep, for machines."""

from gitune.diagnostics.report import concise, json_report, text
from gitune.diagnostics.report.base import Options, Report

REPORTERS: dict[str, Report] = {
    "text": text.report,
    "concise": concise.report,
    "json": json_report.report,
}
"""Every reporter, by the name that `--format` takes."""

__all__ = ["REPORTERS", "Options", "Report"]
