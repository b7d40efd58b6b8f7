"""`dataset`: what it is trained on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gitune.spec.types import Auto, Endpoint, Revision, SourceSecretRef, SpecModel

DatasetKind = Literal["instruct", "chat", "text"]
DatasetFormat = Literal["arrow", "csv", "json", "parquet", "text", "xml"]


class Columns(SpecModel):
    """Which columns of the dataset hold what. A name that is left out is the training library's own default."""

    input: str | None = Field(
        None, min_length=1, description="`instruct`: the column with the prompt.", examples=["question"]
    )
    output: str | None = Field(
        None,
        min_length=1,
        description="`instruct`: the column with the answer to learn.",
        examples=["answer"],
    )
    instruction: str | None = Field(
        None,
        min_length=1,
        description="`instruct` with `template: alpaca`: the column with the instruction.",
        examples=["instruction"],
    )
    messages: str | None = Field(
        None,
        min_length=1,
        description="`chat`: the column with the conversation.",
        examples=["conversations"],
    )
    text: str | None = Field(None, min_length=1, description="`text`: the column with the text.", examples=["content"])


class Dataset(SpecModel):
    """The rows to learn from."""

    source: str = Field(
        min_length=1,
        description="Where the rows come from: `hf://org/repo` with a folder or a file, as in "
        "`hf://tatsu-lab/alpaca/data`, `s3://bucket/path`, `gs://bucket/path`, `oci://registry/name:tag`, "
        "`file:///path` or `pvc://claim/path`.",
        examples=["hf://tatsu-lab/alpaca/data", "hf://tatsu-lab/alpaca/data/train.parquet"],
    )
    revision: Revision | None = Field(
        None,
        description="Branch, tag or commit of an `hf://` source. Default: `main`.",
        examples=["dce01c9b08f87459cf36a430d809084718273017"],
    )
    secret_ref: SourceSecretRef | None = Field(
        None,
        description="Secret with what opens a gated or private source. Without one, buckets are read with the "
        "workload's own identity or as public.",
        examples=[{"name": "hf-token", "key": "token"}],
    )
    endpoint: Endpoint | None = Field(
        None,
        description="Address of another S3 than Amazon's, for an `s3://` source.",
        examples=["https://minio.example.com"],
    )
    kind: DatasetKind = Field(
        description="What a row is: `instruct` (a prompt and an answer), `chat` (a conversation), `text` (plain text).",
        examples=["instruct"],
    )
    template: Literal["alpaca"] | None = Field(
        None,
        description="`instruct` only: a prompt template put around the row. `alpaca` is Stanford's, over "
        "instruction, input and output.",
        examples=["alpaca"],
    )
    conversation_style: Literal["openai", "sharegpt"] = Field(
        "openai",
        description="`chat` only: `openai` (role, content) or `sharegpt` (from, value).",
        examples=["sharegpt"],
    )
    format: DatasetFormat | Auto = Field(
        "auto",
        description="Format of the files. `auto` reads it from the file's suffix; a folder on its own counts "
        "as `parquet`.",
        examples=["parquet"],
    )
    columns: Columns | None = Field(
        None,
        description="Which columns hold what, where they differ from the defaults.",
        examples=[{"input": "question", "output": "answer"}],
    )
    split: str = Field(
        "train",
        min_length=1,
        description="Split to train on, with an optional slice in rows or percent.",
        examples=["train", "train[:95%]", "train[1000:5000]"],
    )
    system_prompt: str | None = Field(
        None,
        min_length=1,
        description="System prompt put before every row, in place of one that the row has.",
        examples=["You are a helpful support agent."],
    )
    train_on_input: bool = Field(False, description="Learn the prompt as well as the answer.", examples=[False])
    packed: bool | Auto = Field(
        "auto",
        description="Join short rows into sequences of `training.maxSeqLen` tokens. Faster; an optimizer step "
        "then counts packed sequences, not rows.",
        examples=[True],
    )
    shuffle: bool = Field(
        True,
        description="Shuffle the rows every epoch. torchtune draws the order from a seed of its own.",
        examples=[True],
    )
