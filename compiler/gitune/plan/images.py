"""The run's images: a name that moves breaks the promise that what runs is what was reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitune.catalog.model import Catalog
from gitune.plan.model import ImagePlan
from gitune.plan.notes import Notes
from gitune.project.model import Project

if TYPE_CHECKING:
    from gitune.lock.model import Lock, LockedImage


def plan_images(project: Project, catalog: Catalog, lock: Lock | None, notes: Notes) -> ImagePlan:
    """The images by the digests of the lock, or by the names that the project or the catalog gives them."""
    names = {
        "initializer": project.images.initializer or catalog.images.initializer,
        "trainer": project.images.trainer or catalog.images.trainer,
    }
    pinned = {role: _pinned(role, name, lock, notes) for role, name in names.items()}
    if not all(pinned.values()):
        _report_floating(project, notes)
    return ImagePlan(
        initializer=pinned["initializer"] or names["initializer"],
        trainer=pinned["trainer"] or names["trainer"],
        pinned=all(pinned.values()),
    )


def is_floating(image: str) -> bool:
    """Whether an image has neither a digest nor a tag of its own (`latest` is none)."""
    if "@sha256:" in image:
        return False
    tag = image.rpartition("/")[2].partition(":")[2]
    return tag in ("", "latest")


def _pinned(role: str, name: str, lock: Lock | None, notes: Notes) -> str | None:
    """The image with its digest; None where nothing says which it is."""
    if "@sha256:" in name:
        return name
    if lock is None or lock.images is None:
        return None
    found = lock.images_by_name.get(name)
    if found is not None:
        return found.pinned
    locked: LockedImage = getattr(lock.images, role)
    message = f"the lock is for the {role} image `{locked.image}`; what runs now is `{name}`"
    if lock.other_images:
        message = f"the lock does not have the {role} image `{name}`, only those of other runs"
    notes.report("GT401", message, ("metadata", "name"), hint="run `gitune lock`, and commit what it writes")
    return None


def _report_floating(project: Project, notes: Notes) -> None:
    for role, image in (("initializer", project.images.initializer), ("trainer", project.images.trainer)):
        if image is not None and is_floating(image):
            message = f"the {role} image of gitune.yaml, `{image}`, may be another one tomorrow"
            notes.report("GT240", message, (), hint="pin it with a digest, `image@sha256:...`, or run `gitune lock`")
