"""What the catalog under `runtimes/` says, typed. Pure data: reading the files is `catalog.load`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

if TYPE_CHECKING:
    from gitune.catalog.upstream import UpstreamRuntime


class CatalogModel(BaseModel):
    """Strict, frozen, camelCase in YAML: a typo in the catalog is an error."""

    # Schemas are built on first use: a compile needs half of these models.
    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, defer_build=True
    )


class Architecture(CatalogModel):
    """A decoder's numbers, as its `config.json` gives them."""

    model_type: str = Field(description="`model_type` of the model's config.json")
    layers: int = Field(gt=0)
    hidden_size: int = Field(gt=0)
    heads: int = Field(gt=0)
    kv_heads: int = Field(gt=0)
    head_dim: int = Field(gt=0)
    intermediate_size: int = Field(gt=0)
    vocab_size: int = Field(gt=0)
    context_length: int = Field(gt=0, description="longest sequence in tokens that the model was made for")
    tied_embeddings: bool


class ShardedWeights(CatalogModel):
    """Many numbered files, as torchtune's `checkpoint_files` mapping writes them."""

    filename_format: str = Field(description="such as `model-{}-of-{}.safetensors`")
    max_filename: str = Field(description="the last number as text, such as `00030`")


class Weights(CatalogModel):
    """The checkpoint files of the source repository. Exactly one of `files` and `sharded` is set."""

    files: tuple[str, ...] | None = Field(default=None, min_length=1)
    sharded: ShardedWeights | None = None
    total_bytes: int = Field(
        gt=0, description="bytes of all weights as stored; the files' headers add less than a thousandth"
    )

    @model_validator(mode="after")
    def _one_layout(self) -> Self:
        if (self.files is None) == (self.sharded is None):
            raise ValueError("exactly one of `files` and `sharded` is wanted")
        return self


class TorchtuneModel(CatalogModel):
    """How torchtune 0.6 builds, loads and tokenizes the model."""

    model: str = Field(description="builder of the whole model")
    lora_model: str = Field(description="builder with LoRA adapters (LoRA, DoRA, QLoRA, QDoRA)")
    builder_args: dict[str, Any] = Field(default_factory=dict, description="arguments of both builders")
    model_type: str = Field(description="the checkpointer's `model_type`")
    checkpointer: str = "torchtune.training.FullModelHFCheckpointer"
    tokenizer: dict[str, Any] = Field(
        description="tokenizer component; values that start with `model/` are paths below the model's folder"
    )
    peft_adapter: bool = Field(default=True, description="torchtune can export the adapter in PEFT's format")
    quantizable: bool = Field(default=True, description="NF4 fits every quantized weight (QLoRA, QDoRA)")


class Chat(CatalogModel):
    """Chat template facts."""

    template: str = Field(
        description="name of the template that the tokenizer applies by itself, such as `llama3`; `none` for plain text"
    )
    system_prompt: bool = Field(description="the template has a place for a system prompt")


class ModelEntry(CatalogModel):
    """One model of the catalog."""

    id: str
    display_name: str
    family: str
    source: str | None = Field(description="default source; None when every spec must name one")
    gated: bool
    license: str = Field(description="SPDX id, or the licence's own name")
    parameters: int = Field(gt=0)
    architecture: Architecture
    weights: Weights
    files: tuple[str, ...] = Field(description="further files that tokenizer and result need, as glob patterns")
    chat: Chat
    torchtune: TorchtuneModel


class MigProfile(CatalogModel):
    """A slice of an accelerator."""

    resource_name: str
    memory_gib: float = Field(gt=0)
    compute_share: float = Field(gt=0, le=1, description="share of the whole device's compute")


class AcceleratorEntry(CatalogModel):
    """One accelerator, or `cpu`."""

    id: str
    display_name: str
    device: Literal["cuda", "cpu"]
    resource_name: str | None = Field(description="Kubernetes extended resource; None for the CPU")
    memory_gib: float | None = Field(description="device memory in GiB; None for the CPU")
    bf16: bool = Field(description="bfloat16 arithmetic in hardware")
    bf16_tflops: float | None = Field(description="dense bf16 TFLOP/s of the data sheet")
    mig: dict[str, MigProfile] = Field(default_factory=dict)


class Images(CatalogModel):
    """The images that rendered objects name."""

    initializer: str
    trainer: str
    torch: str = Field(description="version of torch in the trainer's image")


class RecipeEntry(NamedTuple):
    """One recipe of the pinned torchtune: what it reads, dumped from its source at release time."""

    distributed: bool
    """Runs under torchrun, on several processes."""
    keys: Sequence[str]
    """Every top-level config key that the recipe reads."""
    required: Sequence[str]
    """Keys that it reads without a default."""


class Parameter(NamedTuple):
    """One parameter of a component's signature, dumped likewise."""

    kind: Literal["POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL", "KEYWORD_ONLY", "VAR_KEYWORD"]
    required: bool
    default: Any = None
    type: str | None = None


class TorchtuneData(NamedTuple):
    """What the compiler knows of the pinned torchtune without importing it."""

    version: str
    recipes: Mapping[str, RecipeEntry]
    components: Mapping[str, Mapping[str, Parameter]]
    """Signatures by dotted path: parameter name to parameter, parsed when first asked for."""


class Upstream(NamedTuple):
    """Kubeflow's own torchtune runtimes."""

    runtimes: Mapping[str, UpstreamRuntime] = {}
    """By name."""
    configs: Mapping[str, Mapping[str, Any]] = {}
    """torchtune's configs that a run may start from, by name, such as `llama3_2/1B_full`."""


class Catalog(NamedTuple):
    """Everything under `runtimes/` that a compile may ask for. Entries are parsed when first asked for."""

    models: Mapping[str, ModelEntry]
    accelerators: Mapping[str, AcceleratorEntry]
    images: Images
    torchtune: TorchtuneData
    base_runtime: Mapping[str, Any]
    """The ClusterTrainingRuntime that every run's own runtime starts from."""
    upstream: Upstream = Upstream()
