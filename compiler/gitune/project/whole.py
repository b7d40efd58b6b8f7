"""The project file's model with all of its sections.

A compile without a project file reads none, so what few files have is imported when there is a file to read.
"""

from __future__ import annotations

from functools import cache

from gitune.project import model
from gitune.project.argocd import ArgoCd
from gitune.project.cluster import Cluster
from gitune.project.model import Flux, Project
from gitune.project.notifications import Notifications
from gitune.project.source import FluxSource


@cache
def whole_project() -> type[Project]:
    """`Project`, ready to validate. Its annotations name these types, and look for them in their own module."""
    sections = (ArgoCd, Cluster, FluxSource, Notifications)
    vars(model).update({section.__name__: section for section in sections})
    Flux.model_rebuild()
    Project.model_rebuild()
    return Project
