"""benchmarks/fleet.json as a table and a plot of docs/fleet.md.

usage: .venv/bin/python benchmarks/fleet_report.py
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE, PLOT = HERE.parent / "docs" / "fleet.md", HERE.parent / "docs" / "images" / "fleet.svg"
COMMANDS = {
    "compile": "compile, nothing there yet",
    "check": "compile --check, no cache",
    "recalled": "compile --check, cache",
    "incremental": "compile after one change",
    "since": "check --changed-since, no cache",
}
"""What is measured, in words."""
FROM = 100
"""Exponents are fitted from here on: below, most of the time is Python's start."""
_BEGIN, _END = "<!-- benchmarks/fleet.py writes from here -->", "<!-- to here -->"
_COLOURS = {
    "compile": "#0969da",
    "check": "#cf222e",
    "recalled": "#1a7f37",
    "incremental": "#8250df",
    "since": "#bc4c00",
}
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 440, 64, 244, 20, 48


def report() -> None:
    """Writes both."""
    measured = json.loads((HERE / "fleet.json").read_text())
    rows = {int(size): row for size, row in measured["rows"].items()}
    text = PAGE.read_text()
    between = re.compile(f"{re.escape(_BEGIN)}.*{re.escape(_END)}", re.DOTALL)
    PAGE.write_text(between.sub(lambda _: f"{_BEGIN}\n{table(rows, measured['machine'])}\n{_END}", text))
    PLOT.write_text(plot(rows))


def table(rows: dict[int, dict[str, Any]], machine: str) -> str:
    """Markdown: seconds and MiB by number of specs, and the exponents."""
    head = ["specs", *(f"`{words}`" if " --" in words else words for words in COMMANDS.values())]
    lines = [
        f"{machine}. Seconds, and MiB of all processes together at most.",
        "",
        _line(head),
        "|--:" * len(head) + "|",
    ]
    for size, row in sorted(rows.items()):
        cells = (row[name] for name in COMMANDS)
        lines.append(_line([f"{size:,}", *(f"{cell['seconds']:.2f} s, {cell['peak'] / 1024:,.0f}" for cell in cells)]))
    powers = [f"{_power(rows, name, 'seconds'):.2f}, {_power(rows, name, 'peak'):.2f}" for name in COMMANDS]
    return "\n".join([*lines, _line(["exponents", *powers])])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _power(rows: dict[int, dict[str, Any]], name: str, field: str) -> float:
    """The slope of a straight line through the points, both axes logarithmic; 1 is linear."""
    points = [(math.log(size), math.log(max(row[name][field], 1e-3))) for size, row in rows.items() if size >= FROM]
    if len(points) < 2:
        return math.nan
    middle = [sum(values) / len(points) for values in zip(*points, strict=True)]
    across = sum((x - middle[0]) ** 2 for x, _ in points)
    return sum((x - middle[0]) * (y - middle[1]) for x, y in points) / across


class _Axes:
    """Places in the picture."""

    def __init__(self, rows: dict[int, dict[str, Any]]) -> None:
        seconds = [row[name]["seconds"] for row in rows.values() for name in COMMANDS]
        self.x = math.log10(min(rows)), math.log10(max(*rows, min(rows) + 1))
        self.y = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)) + 0.01)

    def across(self, size: float) -> float:
        low, high = self.x
        return round(_LEFT + (math.log10(size) - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT), 1)

    def down(self, seconds: float) -> float:
        low, high = self.y
        return round(_HEIGHT - _BOTTOM - (math.log10(seconds) - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM), 1)


def plot(rows: dict[int, dict[str, Any]]) -> str:
    """SVG, readable on light and on dark."""
    axes, sizes = _Axes(rows), sorted(rows)
    parts = [_HEAD]
    for power in range(axes.y[0], axes.y[1] + 1):
        y, text = axes.down(10.0**power), f"{10.0**power:g} s"
        parts.append(f'<path class="grid" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{text}</text>')
    for size in sizes:
        x = axes.across(size)
        parts.append(f'<path class="grid" d="M{x} {_TOP}V{_HEIGHT - _BOTTOM}"/>')
        parts.append(f'<text x="{x}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{size:,}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{_HEIGHT - 8}" text-anchor="middle">specs, each in 3 environments</text>')
    ends = {name: axes.down(rows[sizes[-1]][name]["seconds"]) for name in COMMANDS}
    for name, y in _apart(ends).items():
        colour = _COLOURS[name]
        points = [(axes.across(size), axes.down(rows[size][name]["seconds"])) for size in sizes]
        line = " ".join(f"{x},{down}" for x, down in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{down}" r="3" fill="{colour}"/>' for x, down in points]
        parts.append(f'<text x="{_WIDTH - _RIGHT + 10}" y="{y + 4}" style="fill:{colour}">{COMMANDS[name]}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _apart(ends: dict[str, float]) -> dict[str, float]:
    """Labels below each other."""
    found: dict[str, float] = {}
    lowest = -math.inf
    for name, y in sorted(ends.items(), key=lambda end: end[1]):
        lowest = found[name] = max(y, lowest + 16)
    return found


_HEAD = f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">
<title>Seconds of each command by the number of specs, both axes logarithmic</title>
<style>
text {{ font: 12px sans-serif; fill: #57606a }} .grid {{ stroke: #8c959f; stroke-opacity: 0.35 }}
@media (prefers-color-scheme: dark) {{ text {{ fill: #9198a1 }} }}
</style>"""


if __name__ == "__main__":
    report()
