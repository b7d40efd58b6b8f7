"""What of a row the model reads, as one text. Markers of turns are left out: they are a few tokens a message."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from gitune.plan.model import DatasetPlan
from gitune.resolve.rows import Row

_ALPACA = (
    "Below is an instruction that describes a task, paired with an input that provides further context. "
    "Write a response that appropriately completes the request.\n\n### Instruction:\n{instruction}\n\n"
    "### Input:\n{input}\n\n### Response:\n{output}"
)
_ALPACA_WITHOUT_INPUT = (
    "Below is an instruction that describes a task. "
    "Write a response that appropriately completes the request.\n\n### Instruction:\n{instruction}\n\n"
    "### Response:\n{output}"
)


def text_of(dataset: DatasetPlan) -> Callable[[Row], str | None]:
    """How a row's text is put together; the function gives None for a row that lacks a column."""
    system = f"{dataset.system_prompt}\n" if dataset.system_prompt else ""
    columns = dataset.columns
    if dataset.kind == "chat":
        return lambda row: _prefixed(system, _conversation(row.get(columns.messages or "")))
    if dataset.kind == "text":
        return lambda row: _plain(row.get(columns.text or ""))
    if dataset.template == "alpaca":
        return lambda row: _alpaca(row, columns.instruction or "", columns.input or "", columns.output or "")
    return lambda row: _prefixed(system, _pair(row.get(columns.input or ""), row.get(columns.output or "")))


def _alpaca(row: Row, instruction: str, given: str, output: str) -> str | None:
    if instruction not in row or output not in row:
        return None
    form = _ALPACA if row.get(given) else _ALPACA_WITHOUT_INPUT
    return form.format(instruction=row[instruction], input=row.get(given), output=row[output])


def _pair(asked: Any, answered: Any) -> str | None:
    return None if asked is None or answered is None else f"{_plain(asked)}\n{_plain(answered)}"


def _conversation(messages: Any) -> str | None:
    """The messages' contents: `content` as OpenAI writes them, `value` as ShareGPT does."""
    if not isinstance(messages, list):
        return None
    said = (message.get("content", message.get("value")) for message in messages if isinstance(message, dict))
    return "\n".join(_plain(content) or "" for content in said)


def _plain(value: Any) -> str | None:
    return value if isinstance(value, str) or value is None else json.dumps(value, ensure_ascii=False)


def _prefixed(system: str, text: str | None) -> str | None:
    return None if text is None else system + text
