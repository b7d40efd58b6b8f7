"""`training`: how it learns."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gitune.spec.types import Auto, PositiveInt, Seq, SpecModel

Fraction = Annotated[float, Field(ge=0, lt=1)]
PositiveFloat = Annotated[float, Field(gt=0)]


class AdamW(SpecModel):
    """Adam with decoupled weight decay (https://arxiv.org/abs/1711.05101), by kind in full or 8-bit states."""

    kind: Literal["adamw", "adamw8bit", "pagedAdamw8bit"] = Field(
        description="`adamw`; `adamw8bit` holds its states in 8 bits (a quarter of the memory); `pagedAdamw8bit` "
        "also moves them to host memory when the device runs short.",
        examples=["adamw"],
    )
    weight_decay: Annotated[float, Field(ge=0)] = Field(
        0.01, description="Decoupled weight decay per step, times the learning rate.", examples=[0.1]
    )
    betas: Annotated[Seq[Fraction], Field(min_length=2, max_length=2)] = Field(
        (0.9, 0.999), description="Decay rates of the two running averages.", examples=[[0.9, 0.95]]
    )
    eps: PositiveFloat = Field(1e-8, description="Added to the denominator for stability.", examples=[1e-8])
    fused: bool | Auto = Field(
        "auto", description="`adamw` only: one kernel for all parameters. `auto`: on a GPU.", examples=[True]
    )


class Sgd(SpecModel):
    """Stochastic gradient descent."""

    kind: Literal["sgd"] = Field(description="Plain SGD: no optimizer states without momentum.", examples=["sgd"])
    momentum: Fraction = Field(0.0, description="Momentum.", examples=[0.9])
    weight_decay: Annotated[float, Field(ge=0)] = Field(0.0, description="L2 penalty.", examples=[0.0])


Optimizer = Annotated[AdamW | Sgd, Field(discriminator="kind")]


class Schedule(SpecModel):
    """How the learning rate moves over the run."""

    kind: Literal["constant", "cosine"] = Field(
        "cosine",
        description="After the warm-up: `cosine` falls to zero over the run, `constant` stays.",
        examples=["cosine"],
    )
    warmup_steps: Annotated[int, Field(ge=0, le=1_000_000_000)] = Field(
        0, description="Optimizer steps over which the rate rises from zero.", examples=[100]
    )


class Loss(SpecModel):
    """What is minimized."""

    kind: Literal["chunkedCrossEntropy", "crossEntropy"] = Field(
        "chunkedCrossEntropy",
        description="Cross entropy; `chunkedCrossEntropy` computes the same in chunks, which saves memory.",
        examples=["chunkedCrossEntropy"],
    )
    chunks: PositiveInt = Field(8, description="`chunkedCrossEntropy` only: chunks along the sequence.", examples=[8])


class Checkpoint(SpecModel):
    """What is kept while training. A whole checkpoint is written after every epoch."""

    adapter_only: bool = Field(
        False,
        description="LoRA, QLoRA, DoRA, QDoRA: save the adapter alone, not the merged model.",
        examples=[False],
    )
    asynchronous: bool = Field(
        False,
        description="Full fine-tuning on several processes: write intermediate checkpoints while training goes on.",
        examples=[False],
    )


class Logging(SpecModel):
    """What is logged."""

    every_steps: PositiveInt = Field(1, description="Log every so many optimizer steps.", examples=[10])
    memory: bool = Field(True, description="Log peak device memory, on a GPU.", examples=[True])


class Training(SpecModel):
    """The run in terms of learning; nothing here names a device."""

    epochs: PositiveInt | None = Field(
        None, description="Passes over the data. Default: 1. Excludes `maxSteps`.", examples=[3]
    )
    max_steps: PositiveInt | None = Field(
        None,
        description="Stop after so many optimizer steps of one pass over the data, earlier when the data ends.",
        examples=[1000],
    )
    global_batch_size: PositiveInt = Field(description="Examples per optimizer step, over all devices.", examples=[64])
    micro_batch_size: PositiveInt | Auto = Field(
        "auto",
        description="Examples per device and forward pass. What is left of `globalBatchSize` is gradient accumulation.",
        examples=[4],
    )
    max_seq_len: PositiveInt = Field(description="Longest sequence in tokens; longer rows are cut.", examples=[2048])
    precision: Literal["bf16", "fp32"] = Field(
        "bf16",
        description="Type of weights and arithmetic. fp16 is not offered: torchtune's recipes refuse it.",
        examples=["bf16"],
    )
    learning_rate: PositiveFloat | Auto = Field(
        "auto",
        description="Peak learning rate. `auto`: 2e-5 for `full`, 3e-4 for adapters, as in torchtune's own configs.",
        examples=[2.0e-5],
    )
    optimizer: Optimizer = Field(
        AdamW.model_construct(kind="adamw"),
        description="The optimizer.",
        examples=[{"kind": "adamw", "weightDecay": 0.01}],
    )
    schedule: Schedule = Field(
        Schedule.model_construct(),
        description="The learning-rate schedule.",
        examples=[{"kind": "cosine", "warmupSteps": 100}],
    )
    loss: Loss = Field(Loss.model_construct(), description="The loss.", examples=[{"kind": "chunkedCrossEntropy"}])
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = Field(
        0, description="Seed of initialization and dropout.", examples=[42]
    )
    gradient_clipping: PositiveFloat | None = Field(
        None, description="Clip the gradient's norm to this.", examples=[1.0]
    )
    activation_checkpointing: bool | Auto = Field(
        "auto",
        description="Compute activations again in the backward pass instead of keeping them: less memory, "
        "about a third more time.",
        examples=[True],
    )
    activation_offloading: bool = Field(
        False,
        description="Move activations to host memory until the backward pass. Needs activation checkpointing "
        "and a GPU.",
        examples=[False],
    )
    compile: bool | Auto = Field("auto", description="Compile model and loss with torch.compile.", examples=[True])
    checkpoint: Checkpoint = Field(
        Checkpoint.model_construct(), description="What is kept while training.", examples=[{"adapterOnly": True}]
    )
    resume_from: str | None = Field(
        None,
        min_length=1,
        description="Name of a finished run on the same volume whose model is the starting point.",
        examples=["support-bot-1a2b3c4d"],
    )
    logging: Logging = Field(Logging.model_construct(), description="What is logged.", examples=[{"everySteps": 10}])
