"""The section `dataset`: torchtune's dataset builders over `datasets.load_dataset`."""

from __future__ import annotations

from typing import Any

from gitune.plan.model import DatasetPlan
from gitune.spec.dataset import DatasetFormat


def dataset_section(data: DatasetPlan) -> dict[str, Any]:
    """The builder for the kind of row, and where `datasets` finds the rows."""
    return {
        "_component_": f"torchtune.datasets.{_builder(data)}",
        **reader(data.format),
        "data_files" if data.is_file else "data_dir": str(data.data),
        "split": data.split,
        **_rows(data),
        "packed": data.packed,
    }


def reader(form: DatasetFormat) -> dict[str, Any]:
    """How `datasets` reads a format. Its reader of XML fails on every file (5.2.0): a document of text is the same."""
    return {"source": "text", "sample_by": "document"} if form == "xml" else {"source": form}


def _builder(data: DatasetPlan) -> str:
    if data.kind == "instruct":
        return "alpaca_dataset" if data.template == "alpaca" else "instruct_dataset"
    return "chat_dataset" if data.kind == "chat" else "text_completion_dataset"


def _rows(data: DatasetPlan) -> dict[str, Any]:
    """How a row is read."""
    columns = data.columns
    if data.kind == "text":
        return {"column": columns.text, "add_eos": True} | ({"split_across_pack": True} if data.packed else {})
    if data.kind == "chat":
        return {
            "conversation_column": columns.messages,
            "conversation_style": data.conversation_style,
            "train_on_input": data.train_on_input,
            "new_system_prompt": data.system_prompt,
        }
    if data.template == "alpaca":
        names = {"instruction": columns.instruction, "input": columns.input, "output": columns.output}
        return {"column_map": names, "train_on_input": data.train_on_input}
    return {
        "column_map": {"input": columns.input, "output": columns.output},
        "train_on_input": data.train_on_input,
        "new_system_prompt": data.system_prompt,
    }
