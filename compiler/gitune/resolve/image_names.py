"""Names of images and artifacts: `registry/name:tag@digest`."""

from __future__ import annotations

from typing import NamedTuple

from gitune.resolve.failures import Failure

_LOCAL = frozenset(["localhost", "127.0.0.1", "[::1]"])


class ImageName(NamedTuple):
    """A name, taken apart."""

    registry: str
    repository: str
    reference: str
    """The digest where there is one, else the tag."""

    @property
    def is_pinned(self) -> bool:
        """Whether the name itself says which bytes are meant."""
        return self.reference.startswith("sha256:")

    @property
    def base(self) -> str:
        """The registry's address. Only this machine is spoken to without encryption."""
        host = self.registry.rpartition(":")[0] or self.registry
        return f"{'http' if host in _LOCAL or self.registry in _LOCAL else 'https'}://{self.registry}"


def parse_image(image: str) -> ImageName:
    """Takes an image's name apart.

    Raises:
        Failure: it has no registry (GT449).
    """
    rest, _, digest = image.partition("@")
    registry, slash, path = rest.partition("/")
    if not slash or not ("." in registry or ":" in registry or registry == "localhost"):
        hint = "write the registry's host in front, as in `registry.example.com/team/image:1.0`"
        raise Failure("GT449", f"`{image}` does not say which registry has it", hint)
    head, colon, tag = path.rpartition(":")
    return ImageName(registry, head if colon else path, digest or (tag if colon else "latest"))
