"""Specs made from the models themselves: valid in form, with whatever values a field's type and bounds allow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from gitune.catalog.load import load_catalog
from gitune.spec.finetune import FineTune

Json = dict[str, Any]

WORDS = st.sampled_from(
    ["", "a", "auto", "x" * 5000, "ß中🙂", "\u0301", "${x}", "{{ y }}", "no", "0x1", "1e3", "~", "a: b"]
)
TEXTS = st.one_of(WORDS, st.text(max_size=20))
INTEGERS = st.one_of(st.sampled_from([0, 1, -1, 2**31, 2**63 - 1, -(2**63), 10**9]), st.integers(-(2**64), 2**64))
FLOATS = st.one_of(
    st.sampled_from([0.0, -0.0, 5e-324, 1.7e308, 1e-8, 1.0]), st.floats(allow_nan=False, allow_infinity=False)
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), INTEGERS, FLOATS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)
CONFIG_KEYS = (
    "optimizer",
    "lr",
    "model",
    "tokenizer",
    "batch_size",
    "dtype",
    "loss",
    "device",
    "_component_",
    "unheard",
)
OVERRIDES = st.recursive(
    st.one_of(st.none(), st.booleans(), INTEGERS, FLOATS, TEXTS, st.just("torch.optim.AdamW")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(CONFIG_KEYS), inner, max_size=3)
    ),
    max_leaves=12,
)
SOURCES = st.sampled_from(
    ["hf://a/b", "hf://a/b/c.json", "file:///x", "pvc://claim/d", "hf://a", "s3://a/b", "hf://a/b@main"]
)


@cache
def schema() -> Json:
    return FineTune.model_json_schema(by_alias=True)


@cache
def suited() -> Mapping[str, SearchStrategy[Any]]:
    """Fields for which most texts would end at the first check."""
    catalog = load_catalog()
    sizes = st.sampled_from(["1", "500m", "1Gi", "64Gi", "0.5", "9" * 18, "1Pi", "8Gi"])
    return {
        "id": st.sampled_from(sorted(catalog.models)),
        "accelerator": st.sampled_from(sorted(catalog.accelerators)),
        "source": SOURCES,
        "split": st.sampled_from(
            ["train", "train[:95%]", "train[10:20]", "test[5%:]", "train[0:0]", "[", "train[:1]+test"]
        ),
        "mig": st.sampled_from(["1g.10gb", "3g.40gb", "9g.1gb"]),
        "activeDeadline": st.sampled_from(["1s", "12h", "2d", "999999999d"]),
        "overrides": st.dictionaries(st.sampled_from(CONFIG_KEYS), OVERRIDES, max_size=3),
        **dict.fromkeys(("cpu", "memory", "size", "sharedMemory", "ephemeralStorage"), sizes),
    }


@cache
def specs() -> SearchStrategy[Json]:
    """Whole specs."""
    return _mapping(schema(), 0)


def _mapping(node: Json, depth: int) -> SearchStrategy[Json]:
    fields = {name: _field(name, field, depth) for name, field in node["properties"].items()}
    required = {name: fields[name] for name in node.get("required", ())}
    return st.fixed_dictionaries(required, optional={k: v for k, v in fields.items() if k not in required})


def _field(name: str, node: Json, depth: int) -> SearchStrategy[Any]:
    is_suited = name in suited() and node.get("type") != "boolean"
    return suited()[name] if is_suited else values(node, depth + 1)


def values(node: Json, depth: int) -> SearchStrategy[Any]:
    """Values of one schema."""
    if "$ref" in node:
        return values(schema()["$defs"][node["$ref"].rpartition("/")[2]], depth)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in node:
            return st.one_of(*(values(option, depth) for option in node[key]))
    if "const" in node or "enum" in node:
        return st.sampled_from([node["const"]] if "const" in node else node["enum"])
    return _typed(node, depth)


def _typed(node: Json, depth: int) -> SearchStrategy[Any]:
    if "properties" in node:
        return _mapping(node, depth)
    makers: Mapping[str, Callable[[], SearchStrategy[Any]]] = {
        "object": lambda: _free_mapping(node, depth),
        "array": lambda: _list(node, depth),
        "integer": lambda: st.integers(node.get("minimum", -(2**63)), node.get("maximum", 2**63 - 1)),
        "number": lambda: _number(node),
        "string": lambda: st.from_regex(node["pattern"], fullmatch=True) if "pattern" in node else TEXTS,
        "null": st.none,
        "boolean": st.booleans,
    }
    kind = node.get("type")
    return makers[kind]() if isinstance(kind, str) else ANYTHING


def _list(node: Json, depth: int) -> SearchStrategy[Any]:
    fewest = node.get("minItems", 0)
    return st.lists(values(node["items"], depth), min_size=fewest, max_size=fewest + 2)


def _number(node: Json) -> SearchStrategy[float]:
    low, high = node.get("minimum", node.get("exclusiveMinimum")), node.get("exclusiveMaximum")
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


def _free_mapping(node: Json, depth: int) -> SearchStrategy[Json]:
    pattern, inner = next(iter(node.get("patternProperties", {}).items()), (None, None))
    if pattern is None or inner is None:
        return st.dictionaries(TEXTS, ANYTHING, max_size=3)
    return st.dictionaries(st.from_regex(pattern, fullmatch=True), values(inner, depth), max_size=3)
