"""What torchtune's dataset components read from a row.

Facts from torchtune 0.6.1: torchtune/datasets/{_instruct,_chat,_alpaca,_text_completion}.py and
torchtune/data/_messages.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OWN_KEYS = frozenset(
    {
        "_component_", "source", "column_map", "column", "conversation_column", "conversation_style",
        "train_on_input", "new_system_prompt", "packed", "filter_fn", "add_eos", "split_across_pack",
    }
)  # fmt: skip
"""Keys that the components take themselves; the others go to ``datasets.load_dataset``."""


@dataclass(frozen=True)
class Needs:
    """Columns that a row must have, by the role they play."""

    text: Mapping[str, str] = field(default_factory=dict)
    """Role to column, each holding a string in every row."""
    conversation: str | None = None
    """A column of turns."""
    turn_keys: tuple[str, ...] = ()


def needs(section: Mapping[str, Any]) -> Needs | None:
    """What the dataset ``section`` reads; None for a component that is not known here."""
    readers = {
        "torchtune.datasets.instruct_dataset": _instruct,
        "torchtune.datasets.alpaca_dataset": _alpaca,
        "torchtune.datasets.text_completion_dataset": _text,
        "torchtune.datasets.chat_dataset": _chat,
    }
    reader = readers.get(str(section.get("_component_")))
    return reader(section) if reader else None


def load_arguments(section: Mapping[str, Any]) -> dict[str, Any]:
    """What the component hands to ``datasets.load_dataset`` beside the source."""
    return {"split": "train"} | {key: value for key, value in section.items() if key not in OWN_KEYS}


def _mapped(section: Mapping[str, Any], *roles: str) -> dict[str, str]:
    names = section.get("column_map") or {}
    return {role: str(names.get(role, role)) for role in roles}


def _instruct(section: Mapping[str, Any]) -> Needs:
    return Needs(_mapped(section, "input", "output"))


def _alpaca(section: Mapping[str, Any]) -> Needs:
    # a missing or empty input is allowed: AlpacaToMessages has a template without it
    return Needs(_mapped(section, "instruction", "output"))


def _text(section: Mapping[str, Any]) -> Needs:
    return Needs({"text": str(section.get("column", "text"))})


def _chat(section: Mapping[str, Any]) -> Needs:
    styles = {"sharegpt": ("from", "value"), "openai": ("role", "content")}
    keys = styles.get(str(section.get("conversation_style")), ())
    return Needs(conversation=str(section.get("conversation_column")), turn_keys=keys)
