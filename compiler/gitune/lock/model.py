"""`finetune.lock.yaml`: the exact bytes that will train, as `gitune lock` found them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gitune.lock.facts import DatasetFacts, ModelFacts
from gitune.spec.types import Seq, SpecModel

API_VERSION = "gitune.dev/v1alpha1"
KIND = "FineTuneLock"

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Sha1 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
PinnedRevision = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{40}|sha256:[0-9a-f]{64})$")]


class LockedFile(SpecModel):
    """One file that a run downloads, and what its bytes must be."""

    path: str = Field(
        min_length=1,
        description="Relative to the repository (`hf`) or to the source folder (others).",
        examples=["model.safetensors"],
    )
    size: int = Field(ge=0, description="Bytes.", examples=[2471645608])
    sha256: Sha256 | None = Field(None, description="Hash of the content.", examples=["0" * 64])
    git_oid: Sha1 | None = Field(
        None, description="Git's hash of the content, where the Hub knows no other.", examples=["0" * 40]
    )
    etag: str | None = Field(
        None,
        min_length=1,
        description="Entity tag of an object in a bucket.",
        examples=['"6805f2cfc46c0f04559748bb039d69ae"'],
    )
    version: str | None = Field(
        None,
        min_length=1,
        description="Version of an object in a bucket that keeps versions.",
        examples=["3sL4kqtJlcpXroDTDmJ"],
    )

    @property
    def is_pinned(self) -> bool:
        """Whether anything says what the bytes are."""
        return any((self.sha256, self.git_oid, self.etag))


class LockedSource(SpecModel):
    """One source: what was asked for, and what it was."""

    source: str = Field(
        min_length=1,
        description="The source, as the spec or the catalog names it.",
        examples=["hf://tatsu-lab/alpaca/data"],
    )
    endpoint: str | None = Field(
        None,
        min_length=1,
        description="Address of the server. Said where runs of the spec take one source from several.",
        examples=["https://minio.example.com"],
    )
    requested: str | None = Field(
        None, min_length=1, description="Branch, tag or commit that was asked for.", examples=["main"]
    )
    revision: PinnedRevision | None = Field(
        None,
        description="The commit (`hf`) or the artifact's digest (`oci`) that this was. None for what has no versions.",
        examples=["9213176726f574b556790deb65791e0c5aa438b6"],
    )
    wanted: Seq[str] = Field(description="Patterns of the wanted files.", examples=[["*.safetensors", "config.json"]])
    license: str | None = Field(None, description="Licence that the source states.", examples=["llama3.2"])
    gated: bool = Field(False, description="Whether access has to be asked for.", examples=[True])
    files: Seq[LockedFile] = Field(description="Every file that is downloaded, by path.", min_length=1)

    @property
    def total_bytes(self) -> int:
        """Size of all files."""
        return sum(file.size for file in self.files)


class LockedModel(LockedSource):
    """The base model and its tokenizer, which come from one source."""

    tokenizer: Seq[str] = Field(
        (), description="Which of the files are the tokenizer.", examples=[["tokenizer.json", "tokenizer_config.json"]]
    )
    facts: ModelFacts | None = Field(None, description="What `config.json` says, for the compiler's checks.")


class LockedDataset(LockedSource):
    """The rows to learn from."""

    facts: DatasetFacts | None = Field(None, description="What the rows are like, for the compiler's checks.")
    other_facts: Seq[DatasetFacts] = Field(
        (), description="The same for runs that read another split or other columns, or whose model counts otherwise."
    )

    @property
    def all_facts(self) -> tuple[DatasetFacts, ...]:
        """What is known for all kinds of runs."""
        return (self.facts, *self.other_facts) if self.facts else self.other_facts

    @property
    def is_plain(self) -> bool:
        """Whether there is only one kind of run, so that nothing says for which the facts are."""
        return not self.other_facts and (self.facts is None or self.facts.split is None)


class LockedImage(SpecModel):
    """One image by its digest."""

    image: str = Field(
        min_length=1,
        description="Name and tag, as gitune.yaml or the catalog says.",
        examples=["ghcr.io/gitune/trainer:0.1.0"],
    )
    digest: Digest = Field(description="Digest of the manifest or index.", examples=["sha256:" + "0" * 64])

    @property
    def pinned(self) -> str:
        """The name that Kubernetes gets: the tag stays for readers, the digest decides."""
        return self.image if "@" in self.image else f"{self.image}@{self.digest}"


class LockedImages(SpecModel):
    """Both images of a run."""

    initializer: LockedImage = Field(description="The initializers' image.")
    trainer: LockedImage = Field(description="The trainer's image.")


class Versions(SpecModel):
    """What the run is made for."""

    torch: str = Field(min_length=1, description="torch in the trainer's image.", examples=["2.13.0"])
    torchtune: str = Field(min_length=1, description="torchtune in the trainer's image.", examples=["0.6.1"])
    trainer: str = Field(min_length=1, description="Kubeflow Trainer's version.", examples=["2.3"])


class Lock(SpecModel):
    """One spec's lock.

    Its runs, in environments or a grid, may name different things. The first run's stand where those of a single one
    do; what others name besides stands in the lists.
    """

    api_version: Literal["gitune.dev/v1alpha1"] = Field(description="Version of this format.", examples=[API_VERSION])
    kind: Literal["FineTuneLock"] = Field(description="Always `FineTuneLock`.", examples=[KIND])
    model: LockedModel | None = Field(None, description="The base model. Absent where nothing can pin it.")
    dataset: LockedDataset | None = Field(None, description="The dataset. Absent where nothing can pin it.")
    images: LockedImages | None = Field(None, description="The images. Absent where they were left out.")
    versions: Versions = Field(description="What the run is made for.")
    other_models: Seq[LockedModel] = Field((), description="Base models of the spec's other runs.")
    other_datasets: Seq[LockedDataset] = Field((), description="Datasets of the spec's other runs.")
    other_images: Seq[LockedImage] = Field((), description="Images of the spec's other runs.")
    other_versions: Seq[Versions] = Field((), description="What the spec's other runs are made for.")

    @property
    def models(self) -> tuple[LockedModel, ...]:
        """The base models of all runs."""
        return (self.model, *self.other_models) if self.model else self.other_models

    @property
    def datasets(self) -> tuple[LockedDataset, ...]:
        """The datasets of all runs."""
        return (self.dataset, *self.other_datasets) if self.dataset else self.other_datasets

    @property
    def images_by_name(self) -> dict[str, LockedImage]:
        """The images of all runs, by the names that they are asked for with; empty where they were left out."""
        if self.images is None:
            return {}
        every = (self.images.initializer, self.images.trainer, *self.other_images)
        return {image.image: image for image in every}

    @property
    def all_versions(self) -> tuple[Versions, ...]:
        """What all runs are made for."""
        return (self.versions, *self.other_versions)
