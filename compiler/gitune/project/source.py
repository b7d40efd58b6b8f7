"""`flux.source` of the project file: the Flux source itself, for whoever wants it rendered."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from gitune.project.notifications import NamedSecret
from gitune.spec.types import Duration, Revision, SpecModel

RepositoryUrl = Annotated[str, StringConstraints(pattern=r"^(https|ssh|oci)://[^\s/]+(/\S*)?$", max_length=2048)]
Range = Annotated[str, StringConstraints(pattern=r"^[-0-9A-Za-z.*^~<>=!|, ]+$", max_length=200)]
"""Of versions, as Go's semver library reads it."""


class FluxSource(SpecModel):
    """The repository that holds the rendered tree, as an object that Flux follows."""

    url: RepositoryUrl = Field(
        description="`https://` or `ssh://` for a GitRepository, `oci://` for an OCIRepository.",
        examples=["https://git.example.com/ml/fine-tunes"],
    )
    branch: Revision | None = Field(None, description="Branch to follow; Git only.", examples=["main"])
    tag: Revision | None = Field(None, description="Tag to follow.", examples=["prod"])
    semver: Range | None = Field(None, description="Follow the newest tag in a range of versions.", examples=["1.x"])
    interval: Duration = Field("1m", description="How often Flux looks for a new revision.", examples=["5m"])
    secret_ref: NamedSecret | None = Field(
        None, description="Secret that opens the repository.", examples=[{"name": "fine-tunes-deploy-key"}]
    )
