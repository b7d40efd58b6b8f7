"""`method`: which weights learn, and how they are held. A discriminated union on `kind`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gitune.spec.types import PositiveInt, Seq, SpecModel

AttentionModule = Literal["k_proj", "output_proj", "q_proj", "v_proj"]


class Full(SpecModel):
    """Every weight learns."""

    kind: Literal["full"] = Field(description="Full fine-tuning: every weight learns.", examples=["full"])


class _Adapter(SpecModel):
    """What every low-rank adapter has."""

    rank: PositiveInt = Field(8, description="Rank of the adapter's two matrices.", examples=[16])
    alpha: Annotated[float, Field(gt=0)] = Field(
        16, description="Scale of the adapter: its output is multiplied by alpha / rank.", examples=[32]
    )
    dropout: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.0, description="Share of the adapter's inputs that is dropped while training.", examples=[0.05]
    )
    target_modules: Annotated[Seq[AttentionModule], Field(min_length=1)] = Field(
        ("q_proj", "v_proj", "output_proj"),
        description="Attention projections that get an adapter.",
        examples=[["q_proj", "v_proj"]],
    )
    apply_to_mlp: bool = Field(
        True, description="Also give every linear layer of the MLP blocks an adapter.", examples=[True]
    )
    apply_to_output: bool = Field(
        False, description="Also give the output projection (the LM head) an adapter.", examples=[False]
    )


class Lora(_Adapter):
    """Low-rank adapters (https://arxiv.org/abs/2106.09685) on a frozen base."""

    kind: Literal["lora"] = Field(description="LoRA: low-rank adapters on a frozen base.", examples=["lora"])


class Qlora(_Adapter):
    """LoRA on a base quantized to NF4 (https://arxiv.org/abs/2305.14314)."""

    kind: Literal["qlora"] = Field(description="QLoRA: LoRA on a base quantized to NF4.", examples=["qlora"])


class Dora(_Adapter):
    """Weight-decomposed LoRA (https://arxiv.org/abs/2402.09353)."""

    kind: Literal["dora"] = Field(description="DoRA: LoRA with a learned magnitude.", examples=["dora"])


class Qdora(_Adapter):
    """DoRA on a base quantized to NF4."""

    kind: Literal["qdora"] = Field(description="QDoRA: DoRA on a base quantized to NF4.", examples=["qdora"])


Adapter = Lora | Qlora | Dora | Qdora

Method = Annotated[Full | Lora | Qlora | Dora | Qdora, Field(discriminator="kind")]
