"""The project's images: a name that moves breaks the promise that what runs is what was reviewed."""

from __future__ import annotations

from gitune.plan.notes import Notes
from gitune.project.model import Project


def check_images(project: Project, notes: Notes) -> None:
    """Reports the images of `gitune.yaml` whose name may mean something else tomorrow."""
    for role, image in (("initializer", project.images.initializer), ("trainer", project.images.trainer)):
        if image is not None and is_floating(image):
            message = f"the {role} image of gitune.yaml, `{image}`, may be another one tomorrow"
            notes.report("GT240", message, (), hint="pin it with a digest: `image@sha256:...`")


def is_floating(image: str) -> bool:
    """Whether an image has neither a digest nor a tag of its own (`latest` is none)."""
    if "@sha256:" in image:
        return False
    tag = image.rpartition("/")[2].partition(":")[2]
    return tag in ("", "latest")
