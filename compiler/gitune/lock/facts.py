"""What `gitune lock` learns about a source beyond its hashes: data for checks that need no network afterwards."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gitune.spec.types import Seq, SpecModel


class ModelFacts(SpecModel):
    """Fields of the model's `config.json`; None where it does not say."""

    model_type: str | None = Field(None, description="`model_type`.", examples=["llama"])
    layers: int | None = Field(None, description="`num_hidden_layers`.", examples=[16])
    hidden_size: int | None = Field(None, description="`hidden_size`.", examples=[2048])
    heads: int | None = Field(None, description="`num_attention_heads`.", examples=[32])
    kv_heads: int | None = Field(None, description="`num_key_value_heads`.", examples=[8])
    intermediate_size: int | None = Field(None, description="`intermediate_size`.", examples=[8192])
    vocab_size: int | None = Field(None, description="`vocab_size`.", examples=[128256])


class Column(SpecModel):
    """One column of the rows."""

    name: str = Field(description="Its name.", examples=["instruction"])
    type: Literal["text", "number", "boolean", "list", "object", "other"] = Field(
        description="What its values are.", examples=["text"]
    )
    empty: int = Field(0, ge=0, description="Rows of the sample that have nothing in it.", examples=[12])


class Split(SpecModel):
    """One split."""

    name: str = Field(min_length=1, description="Its name.", examples=["train"])
    rows: int | None = Field(
        None, ge=0, description="Its rows. None where counting them means reading it all.", examples=[52002]
    )


class Bucket(SpecModel):
    """One bar of a histogram."""

    up_to: int = Field(gt=0, description="Most tokens of a row in it.", examples=[256])
    rows: int = Field(ge=0, description="Rows of the sample in it.", examples=[498])


class Tokens(SpecModel):
    """How long the sample's rows are, in tokens of the model's own tokenizer."""

    sample: int = Field(gt=0, description="Rows that were counted.", examples=[1000])
    longest: int = Field(ge=0, description="Tokens of the longest row.", examples=[913])
    counted: str | None = Field(
        None, description="What of a row was counted.", examples=["alpaca: instruction, input, output"]
    )
    histogram: Seq[Bucket] = Field(description="Rows by length, shortest first; empty bars are left out.")

    def share_over(self, limit: int) -> float:
        """Share of the sample's rows that have more tokens than `limit`, between 0 and 1.

        Exact at a bar's edge. Within a bar its rows count as long as they can be, so it is never too low.
        """
        if limit >= self.longest:
            return 0.0
        return sum(bucket.rows for bucket in self.histogram if bucket.up_to > limit) / self.sample


class DatasetFacts(SpecModel):
    """What the rows are like. Columns and tokens are those of a sample: the first rows of the first file."""

    format: str = Field(description="The files' format.", examples=["parquet"])
    split: str | None = Field(
        None,
        min_length=1,
        description="Split of the sample. Said, as `tokenizer` is, where the lock is for more than one kind of run.",
        examples=["train"],
    )
    tokenizer: str | None = Field(
        None,
        min_length=1,
        description="Hash of the tokenizer that the lengths were counted with.",
        examples=["0" * 64],
    )
    splits: Seq[Split] = Field(description="Splits, as the `datasets` library tells them from the files' names.")
    columns: Seq[Column] = Field(description="Columns, in the files' order.")
    sample: int = Field(ge=0, description="Rows that were looked at.", examples=[1000])
    tokens: Tokens | None = Field(
        None, description="Lengths of the sample's rows. None where no tokenizer could be had."
    )
