"""Source URIs: where a model or a dataset comes from. The initializer reads the same forms (docs/image-contract.md)."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from gitune.spec.words import quoted

SourceKind = Literal["hf", "s3", "gs", "oci", "file", "pvc"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
_CLAIM = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]")
_REGISTRY = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:[0-9]{1,5})?")
_ARTIFACT = re.compile(r"[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_NOT_YET = frozenset({"gcs", "az", "abfs", "http", "ftp", "https", "azureml"})
_FORMS = "`hf://`, `s3://`, `gs://`, `oci://`, `file:///` or `pvc://`"
_ODD = re.compile(r"[*?\[\]{}#\\\x00-\x1f\x7f]")


class Reference(NamedTuple):
    """A source, taken apart."""

    kind: SourceKind
    repository: str | None
    """`org/repo`, a bucket, or `registry/name` of an artifact."""
    claim: str | None
    path: str
    """Below repository, claim or root, without slashes at its ends; empty for all of it."""
    folder_meant: bool
    """The path ended in `/`, or there is none."""
    version: str | None = None
    """Tag or digest of an artifact."""

    @property
    def uri(self) -> str:
        """The source in canonical form, as the initializer gets it."""
        if self.kind == "file":
            return f"file:///{self.path}"
        tag = f":{self.version}" if self.version and not _DIGEST.fullmatch(self.version) else ""
        return f"{self.kind}://" + "/".join(filter(None, (self.repository or self.claim, self.path))) + tag

    @property
    def is_file(self) -> bool:
        """Whether it names one file: as in Kubeflow, its last part has a dot. A slash at the end says no."""
        return not self.folder_meant and "." in self.path.rpartition("/")[2]


class Refusal(NamedTuple):
    """Why a text is no source."""

    code: str
    message: str
    hint: str | None = None


def parse_reference(text: str) -> Reference | Refusal:
    """Takes a source apart, or says what is wrong with it. A refusal never repeats credentials."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        return Refusal("GT203", f"a source starts with {_FORMS}", _guess(text))
    if "@" in rest.partition("/")[0]:
        hint = "name a Secret in `secretRef`, and take the token out of the file and of Git's history"
        return Refusal("GT205", "the source holds credentials", hint)
    readers = {"hf": _hub, "s3": _bucket, "gs": _bucket, "oci": _artifact, "file": _file, "pvc": _claim}
    if scheme in readers:
        return readers[scheme](rest, scheme)
    if scheme in _NOT_YET:
        hint = (
            _hub_page(text)
            or "copy the files to a bucket (`s3://`, `gs://`), to a volume (`pvc://`), or to a Hub repository"
        )
        return Refusal("GT204", f"`{scheme}://` sources are not supported yet", hint)
    return Refusal("GT203", f"{quoted(scheme + '://')} is no source", f"write {_FORMS}")


def _guess(text: str) -> str | None:
    if text.startswith("/"):
        return f"did you mean `file://{text}`?"
    organisation, _, name = text.partition("/")
    if _NAME.fullmatch(organisation) and _NAME.fullmatch(name.partition("/")[0]):
        return f"did you mean `hf://{text}`?"
    return None


def _hub_page(text: str) -> str | None:
    found = re.match(r"https://huggingface\.co/(?:datasets/)?([^/?#]+/[^/?#]+)", text)
    return f"did you mean `hf://{found[1]}`?" if found else None


def _hub(rest: str, _scheme: str) -> Reference | Refusal:
    organisation, _, below = rest.partition("/")
    name, _, path = below.partition("/")
    if organisation in ("datasets", "models") and path:
        return Refusal("GT203", f"a Hub source has no `{organisation}/` in front", f"write `hf://{below}`")
    if "@" in name:
        return Refusal("GT203", "a revision is no part of the source", "say it in `revision`")
    if not (_NAME.fullmatch(organisation) and _NAME.fullmatch(name)):
        return Refusal("GT203", "a Hub source is `hf://organisation/repository`, with a path behind it if need be")
    return _below(path, kind="hf", repository=f"{organisation}/{name}", claim=None)


def _file(rest: str, _scheme: str) -> Reference | Refusal:
    if not rest.startswith("/") or not rest.strip("/"):
        return Refusal("GT203", "a file source is `file:///absolute/path`")
    return _below(rest[1:], kind="file", repository=None, claim=None)


def _claim(rest: str, _scheme: str) -> Reference | Refusal:
    claim, _, path = rest.partition("/")
    if not _CLAIM.fullmatch(claim):
        return Refusal("GT203", "a volume source is `pvc://claim/path`, with the name of a PersistentVolumeClaim")
    return _below(path, kind="pvc", repository=None, claim=claim)


def _bucket(rest: str, scheme: str) -> Reference | Refusal:
    bucket, _, path = rest.partition("/")
    if not _BUCKET.fullmatch(bucket):
        return Refusal(
            "GT203", f"a bucket source is `{scheme}://bucket/path`, with a bucket's name of 3 to 63 characters"
        )
    return _below(path, kind="s3" if scheme == "s3" else "gs", repository=bucket, claim=None)


def _artifact(rest: str, _scheme: str) -> Reference | Refusal:
    registry, _, below = rest.partition("/")
    name, at, digest = below.partition("@")
    last = name.rpartition("/")[2]
    tag = last.partition(":")[2]
    name = name.removesuffix(f":{tag}") if ":" in last else name
    wrong = (at and not _DIGEST.fullmatch(digest)) or (":" in last and not _TAG.fullmatch(tag))
    if wrong or not (_REGISTRY.fullmatch(registry) and _ARTIFACT.fullmatch(name)):
        hint = "the artifact is taken as a whole: its name is followed by a tag or by `@sha256:` and 64 digits"
        return Refusal(
            "GT203", "an artifact source is `oci://registry/name:tag` or `oci://registry/name@sha256:...`", hint
        )
    return Reference("oci", f"{registry}/{name}", None, "", folder_meant=True, version=digest or tag or "latest")


def _below(path: str, *, kind: SourceKind, repository: str | None, claim: str | None) -> Reference | Refusal:
    clean = path.rstrip("/")
    parts = clean.split("/") if clean else []
    if ".." in parts or "." in parts or "" in parts:
        return Refusal("GT203", "the path of a source has no `..`, no `.` and no empty part")
    if _ODD.search(clean):
        return Refusal("GT203", "the path of a source has no wildcards, braces, `#`, backslashes or control characters")
    return Reference(kind, repository, claim, clean, folder_meant=clean != path or not clean)
