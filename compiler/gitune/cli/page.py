"""Pages of codes and fields, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any


def code_page(code: str, entry: Mapping[str, Any]) -> str:
    """A diagnostic's page: what it is, and for a rule why, a bad example and a good one."""
    parts = [f"{entry['severity']}[{code}] {entry['name']}", entry["summary"]]
    for page in entry["pages"]:
        parts += [text for text in (page["title"], page["text"]) if text != entry["summary"]]
        parts += [f"{title.capitalize()}:\n{textwrap.indent(page[title], '    ')}" for title in ("bad", "good")]
    return "\n\n".join(part for part in parts if part)


def field_page(path: str, variants: Sequence[Mapping[str, Any]], fields: Mapping[str, Any]) -> str:
    """A field's page, once for each thing that it may be, and the fields in it."""
    parts = [path]
    for variant in variants:
        parts += [f"kind {', '.join(variant['kinds'])}:"] if variant["kinds"] else []
        parts += [textwrap.fill(variant["description"], 100, break_on_hyphens=False), _facts(variant)]
    children = list(dict.fromkeys(child for variant in variants for child in variant["children"]))
    if children:
        parts.append("Fields:\n" + "\n".join(_child(child, fields[f"{path}.{child}"]) for child in children))
    return "\n\n".join(part for part in parts if part)


def _facts(variant: Mapping[str, Any]) -> str:
    facts = (
        ("type", variant["type"]),
        ("default", variant["default"]),
        ("allowed", "; ".join(variant["allowed"]).replace("`", "")),
        ("unit", variant["unit"]),
        ("example", "\n".join(variant["examples"])),
    )
    return "\n".join(_fact(name, text) for name, text in facts if text)


def _fact(name: str, text: str) -> str:
    lines = text.split("\n")
    return "\n".join(f"  {head:<9}{line}" for head, line in zip([name, *[""] * (len(lines) - 1)], lines, strict=True))


def _child(name: str, variants: Sequence[Mapping[str, Any]]) -> str:
    first = variants[0]
    required = " (required)" if first["default"] == "required" else ""
    several = [word.replace("`", "") for variant in variants for word in variant["allowed"]]
    what = f"One of {', '.join(several)}." if name == "kind" and len(variants) > 1 else first["description"]
    text = f"{first['type']}{required}. {what}"
    return textwrap.fill(text, 100, initial_indent=f"  {name:<24}", subsequent_indent=" " * 26, break_on_hyphens=False)
