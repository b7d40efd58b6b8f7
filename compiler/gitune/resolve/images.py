"""The digests of the images."""

from __future__ import annotations

from gitune.catalog.model import Catalog
from gitune.lock.model import LockedImage
from gitune.project.model import Project
from gitune.resolve.failures import Failure
from gitune.resolve.image_names import parse_image
from gitune.resolve.network import Network
from gitune.resolve.registry import Registry

ROLES = ("initializer", "trainer")


def images_of(catalog: Catalog, project: Project) -> dict[str, str]:
    """The image of each role: the project's, or else the catalog's."""
    return {role: getattr(project.images, role) or getattr(catalog.images, role) for role in ROLES}


def resolve_image(network: Network, image: str) -> LockedImage:
    """The image with its digest; one that has it in its name needs no request.

    Raises:
        Failure: the registry does not have it, does not show it, or cannot be reached.
    """
    digest = image.partition("@")[2]
    if not digest.startswith("sha256:"):
        try:
            name = parse_image(image)
            digest = network.once.get(("digest", image), lambda: Registry(network, name).digest(name.reference))
        except Failure as failure:
            code, message, hint = failure.remark
            raise Failure(code, message, f"{hint}; `--no-images` leaves the images out") from None
    return LockedImage(image=image, digest=digest)
