"""Source URIs: `hf://org/repo[/path]`, `file:///path`, `pvc://claim[/path]`. The initializer reads the same forms."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from gitune.spec.words import quoted

SourceKind = Literal["hf", "file", "pvc"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
_CLAIM = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
_NOT_YET = frozenset({"s3", "gs", "gcs", "az", "abfs", "oci", "http", "ftp", "https", "azureml"})
_ODD = re.compile(r"[*?\[\]{}#\\\x00-\x1f\x7f]")


class Reference(NamedTuple):
    """A source, taken apart."""

    kind: SourceKind
    repository: str | None
    claim: str | None
    path: str
    """Below repository, claim or root, without slashes at its ends; empty for all of it."""
    folder_meant: bool
    """The path ended in `/`, or there is none."""

    @property
    def uri(self) -> str:
        """The source in canonical form, as the initializer gets it."""
        if self.kind == "file":
            return f"file:///{self.path}"
        return f"{self.kind}://" + "/".join(filter(None, (self.repository or self.claim, self.path)))

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
        return Refusal("GT203", "a source starts with `hf://`, `file:///` or `pvc://`", _guess(text))
    if "@" in rest.partition("/")[0]:
        hint = "name a Secret in `secretRef`, and take the token out of the file and of Git's history"
        return Refusal("GT205", "the source holds credentials", hint)
    readers = {"hf": _hub, "file": _file, "pvc": _claim}
    if scheme in readers:
        return readers[scheme](rest)
    if scheme in _NOT_YET:
        hint = _hub_page(text) or "copy the files to a volume and use `pvc://claim/path`, or to a Hub repository"
        return Refusal("GT204", f"`{scheme}://` sources are not supported yet", hint)
    return Refusal("GT203", f"{quoted(scheme + '://')} is no source", "write `hf://`, `file:///` or `pvc://`")


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


def _hub(rest: str) -> Reference | Refusal:
    organisation, _, below = rest.partition("/")
    name, _, path = below.partition("/")
    if organisation in ("datasets", "models") and path:
        return Refusal("GT203", f"a Hub source has no `{organisation}/` in front", f"write `hf://{below}`")
    if "@" in name:
        return Refusal("GT203", "a revision is no part of the source", "say it in `revision`")
    if not (_NAME.fullmatch(organisation) and _NAME.fullmatch(name)):
        return Refusal("GT203", "a Hub source is `hf://organisation/repository`, with a path behind it if need be")
    return _below(path, kind="hf", repository=f"{organisation}/{name}", claim=None)


def _file(rest: str) -> Reference | Refusal:
    if not rest.startswith("/") or not rest.strip("/"):
        return Refusal("GT203", "a file source is `file:///absolute/path`")
    return _below(rest[1:], kind="file", repository=None, claim=None)


def _claim(rest: str) -> Reference | Refusal:
    claim, _, path = rest.partition("/")
    if not _CLAIM.fullmatch(claim):
        return Refusal("GT203", "a volume source is `pvc://claim/path`, with the name of a PersistentVolumeClaim")
    return _below(path, kind="pvc", repository=None, claim=claim)


def _below(path: str, *, kind: SourceKind, repository: str | None, claim: str | None) -> Reference | Refusal:
    clean = path.rstrip("/")
    parts = clean.split("/") if clean else []
    if ".." in parts or "." in parts or "" in parts:
        return Refusal("GT203", "the path of a source has no `..`, no `.` and no empty part")
    if _ODD.search(clean):
        return Refusal("GT203", "the path of a source has no wildcards, braces, `#`, backslashes or control characters")
    return Reference(kind, repository, claim, clean, folder_meant=clean != path or not clean)
