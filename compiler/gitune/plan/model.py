"""The plan: every decision of a run. Nothing in it is `auto`, and nothing in it names Kubernetes or torchtune."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal, NamedTuple

from gitune.catalog.model import AcceleratorEntry, ModelEntry
from gitune.diagnostics.model import Finding, Path
from gitune.spec.dataset import Columns, DatasetFormat, DatasetKind
from gitune.spec.method import Method
from gitune.spec.runtime import EnvFrom, Runtime
from gitune.spec.training import Checkpoint, Logging, Loss, Optimizer, Schedule
from gitune.spec.types import SecretRef

if TYPE_CHECKING:
    from gitune.catalog.upstream import UpstreamRuntime
    from gitune.lock.model import LockedDataset, LockedModel, LockedSource

WORKSPACE = PurePosixPath("/workspace")
"""Where the run's volume is mounted in every container (docs/image-contract.md)."""

RUN_PLACEHOLDER = "<run>"
"""Stands for the run's name until the digest, which covers everything else, is known."""


class Decision(NamedTuple):
    """A value that the spec left open, and why it came out as it did."""

    path: Path
    value: object
    reason: str


class SourcePlan(NamedTuple):
    """Where files come from, and where they land on the volume."""

    kind: Literal["hf", "s3", "gs", "oci", "file", "pvc"]
    uri: str
    """As the initializer gets it, such as `hf://tatsu-lab/alpaca/data`."""
    repository: str | None
    """`org/repo` of an `hf` source, bucket of an `s3` or `gs` one, `registry/name` of an `oci` one."""
    path: str
    """Folder or file below the repository, claim or root; empty for all of it."""
    claim: str | None
    """Claim of a `pvc` source."""
    requested: str | None
    """Branch, tag, commit or digest that the spec asks for."""
    revision: str | None
    """What the run fetches: what the lock pins, otherwise what is asked for."""
    files: tuple[str, ...]
    """Glob patterns of the wanted files, relative to the repository (`hf`) or to the source folder."""
    folder: PurePosixPath
    """Where they land, such as `/workspace/model/meta-llama--Llama-3.2-1B-Instruct@main`."""
    secret: SecretRef | None
    endpoint: str | None = None
    """Address of another S3 than Amazon's."""
    locked: LockedSource | None = None
    """What the lock says of it."""


class ModelPlan(NamedTuple):
    """The base model."""

    entry: ModelEntry
    source: SourcePlan
    resumed_run: str | None
    """The finished run whose model is the starting point."""
    locked: LockedModel | None = None
    """What the lock knows of it."""

    @property
    def folder(self) -> PurePosixPath:
        """Where the base model's own files stand: config, tokenizer, weights."""
        return self.source.folder / self.source.path if self.source.kind == "hf" else self.source.folder

    @property
    def weights_folder(self) -> PurePosixPath:
        """Where the starting weights are read from: the base model's folder, or what the earlier run left."""
        return WORKSPACE / "output" / self.resumed_run / "model" if self.resumed_run else self.folder


class DatasetPlan(NamedTuple):
    """The rows to learn from, as the trainer finds them on the volume."""

    kind: DatasetKind
    format: DatasetFormat
    source: SourcePlan
    data: PurePosixPath
    """Folder or file with the rows, on the volume."""
    is_file: bool
    split: str
    template: Literal["alpaca"] | None
    conversation_style: Literal["openai", "sharegpt"]
    columns: Columns
    system_prompt: str | None
    train_on_input: bool
    packed: bool
    shuffle: bool
    locked: LockedDataset | None = None
    """What the lock knows of it."""


class BatchPlan(NamedTuple):
    """How `globalBatchSize` examples make one optimizer step: micro x accumulation x processes."""

    global_size: int
    micro_size: int
    accumulation: int
    processes: int


class TrainingPlan(NamedTuple):
    """The run in terms of learning, nothing left open."""

    epochs: int
    max_steps: int | None
    """Optimizer steps of the one epoch at most; None for all."""
    batch: BatchPlan
    max_seq_len: int
    learning_rate: float
    optimizer: Optimizer
    fused: bool
    schedule: Schedule
    loss: Loss
    precision: Literal["bf16", "fp32"]
    seed: int
    gradient_clipping: float | None
    activation_checkpointing: bool
    activation_offloading: bool
    compile: bool
    checkpoint: Checkpoint
    logging: Logging


class DevicePlan(NamedTuple):
    """The hardware of one node, and how many nodes."""

    accelerator: AcceleratorEntry
    device: Literal["cuda", "cpu"]
    nodes: int
    processes_per_node: int
    devices_per_node: int
    """0 on the CPU."""
    resource_name: str | None
    """Extended resource of one device or MIG slice."""
    cpu: str | None
    memory: str | None
    ephemeral_storage: str | None
    shared_memory: str

    @property
    def processes(self) -> int:
        """All training processes of the run."""
        return self.nodes * self.processes_per_node


class StoragePlan(NamedTuple):
    """The run's volume."""

    claim: str
    owned: bool
    """False for a claim that the run shares: nothing is rendered for it with the run."""
    size: str
    class_name: str | None
    access_modes: tuple[str, ...]
    is_family_s: bool = False
    """Whether it is the claim of the run's matrix, which is rendered once for all of its runs (`plan.volume`)."""
    is_auto: bool = False
    """Whether the size is what the run needs, and not what a person wrote."""


class ImagePlan(NamedTuple):
    """The images of the run, as Kubernetes gets their names."""

    initializer: str
    trainer: str
    pinned: bool
    """Both by digest."""


class UpstreamPlan(NamedTuple):
    """A run on one of Kubeflow's own torchtune runtimes: what the spec leaves open, the runtime decides."""

    runtime: UpstreamRuntime
    written: frozenset[Path]
    """The fields that a person wrote, such as `("training", "epochs")`."""
    own_claim: bool
    """The runtime mounts a claim of its own name, which has to be there (Trainer 2.1)."""
    explicit_processes: bool
    """The webhook cannot do without `numNodes` and `numProcPerNode` (Trainer 2.1)."""

    def wrote(self, *path: str) -> bool:
        """Whether a person wrote the field, or anything in the section."""
        return path in self.written


class Plan(NamedTuple):
    """One run, decided."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    description: str | None
    model: ModelPlan
    dataset: DatasetPlan
    method: Method
    training: TrainingPlan
    devices: DevicePlan
    storage: StoragePlan
    runtime: Runtime
    env: Mapping[str, str | EnvFrom]
    overrides: Mapping[str, object]
    images: ImagePlan
    decisions: tuple[Decision, ...]
    upstream: UpstreamPlan | None = None
    """Set on one of Kubeflow's own torchtune runtimes."""
    family: str | None = None
    """The matrix that the run belongs to: the name of the spec, and of the volume that its runs share."""

    @property
    def output_folder(self) -> PurePosixPath:
        """Where the run writes; ends in the placeholder until the run has its name."""
        return WORKSPACE / "output" / RUN_PLACEHOLDER


class Planned(NamedTuple):
    """The planner's answer: a plan unless an error stands among the findings."""

    plan: Plan | None
    findings: tuple[Finding, ...]
