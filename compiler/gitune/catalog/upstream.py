"""Kubeflow's own torchtune runtimes, typed; only a run that names one needs this."""

from __future__ import annotations

from pydantic import Field

from gitune.catalog.model import CatalogModel


class UpstreamRuntime(CatalogModel):
    """One of Kubeflow's own torchtune runtimes: Trainer chooses recipe and config, by the runtime's name."""

    id: str = Field(description="the runtime's name, whose second and third part name the model")
    config: str = Field(description="the model's part of torchtune's config, such as `llama3_2/1B`")
    models: tuple[str, ...] = Field(min_length=1, description="models of the catalog that the config is made for")
    gpus: int | None = Field(default=None, gt=0, description="GPUs on each node, where a TrainJob asks for none")
    volume: str | None = Field(default=None, description="size of the claim that Trainer 2.2 and later make for a run")
    multi_node: bool = Field(default=False, description="Trainer takes several nodes, for full fine-tuning")
    shipped: bool = Field(default=True, description="Kubeflow has a manifest of it")


class UpstreamRuntimes(CatalogModel):
    """The whole of `upstream/runtimes.yaml`; the loader validates entry by entry."""

    runtimes: tuple[UpstreamRuntime, ...]
