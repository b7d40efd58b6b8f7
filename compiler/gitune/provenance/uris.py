"""Names that hold everywhere: URIs of locked files, and package URLs (https://github.com/package-url/purl-spec)."""

from __future__ import annotations

from typing import Literal, NamedTuple
from urllib.parse import quote

from gitune.lock.model import LockedFile, LockedSource
from gitune.plan.model import Plan

Role = Literal["model", "dataset"]

_PATH = "/=+,@:!$&'()*;~"
"""What may stand in a URI's path as it is (RFC 3986)."""


def source_uri(role: Role, locked: LockedSource) -> str:
    """A source at its pinned version. For the Hub in the form that huggingface_hub's file system opens."""
    scheme, _, rest = locked.source.partition("://")
    if scheme == "hf":
        return _repository(role, rest, locked.revision)
    if scheme == "oci":
        return f"oci://{rest.partition('@')[0]}@{locked.revision}"
    return locked.source.rstrip("/")


def file_uri(role: Role, locked: LockedSource, file: LockedFile) -> str:
    """One file of a source, at its pinned version."""
    base, path = source_uri(role, locked), quote(file.path, safe=_PATH)
    if base.startswith("oci://"):
        return f"{base}#{path}"
    if base.startswith("hf://") or not base.endswith(f"/{file.path}"):
        base = f"{base}/{path}"
    if base.startswith("gs://"):
        return base + (f"#{file.version}" if file.version else "")
    return base + (f"?versionId={quote(file.version, safe='')}" if file.version else "")


def model_purl(locked: LockedSource) -> str | None:
    """Package URL of a model on the Hub; None for other sources, which have none."""
    scheme, _, rest = locked.source.partition("://")
    if scheme != "hf":
        return None
    return f"pkg:huggingface/{'/'.join(rest.split('/')[:2])}@{locked.revision}"


class ImageName(NamedTuple):
    """An image, taken apart."""

    repository: str
    tag: str
    """Empty where the name has none."""
    sha256: str

    @property
    def purl(self) -> str:
        """Package URL by the digest."""
        name = self.repository.rpartition("/")[2].lower()
        tag = f"&tag={quote(self.tag)}" if self.tag else ""
        return f"pkg:oci/{name}@sha256:{self.sha256}?repository_url={quote(self.repository, safe='/:')}{tag}"


def image_name(image: str) -> ImageName:
    """Takes `repository[:tag]@sha256:digest` apart."""
    name, _, digest = image.partition("@sha256:")
    folder, slash, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    return ImageName(f"{folder}{slash}{last}", tag, digest)


def resumed_uri(plan: Plan) -> str:
    """Where an earlier run's model stands. It has no digest: its bytes were not there when it was named."""
    return f"pvc://{plan.storage.claim}/output/{plan.model.resumed_run}/model"


def python_purl(name: str, version: str) -> str:
    """Package URL of a Python package."""
    return f"pkg:pypi/{name}@{quote(version)}"


def _repository(role: Role, rest: str, revision: str | None) -> str:
    prefix = "datasets/" if role == "dataset" else ""
    return f"hf://{prefix}{'/'.join(rest.split('/')[:2])}@{revision}"
