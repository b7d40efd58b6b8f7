"""A source of the spec, resolved: parsed, with its revision, its wanted files and its folder on the volume."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from gitune.diagnostics.model import Path
from gitune.plan.folders import folder_name
from gitune.plan.model import SourcePlan
from gitune.plan.notes import Notes
from gitune.plan.pins import content_version, fitting
from gitune.plan.references import Reference, Refusal, SourceKind, parse_reference
from gitune.spec.types import SecretRef, SourceSecretRef

if TYPE_CHECKING:
    from gitune.lock.model import LockedSource

_HINT = "run `gitune lock`, and commit what it writes"
_SHOWN = 2
VOLUMES = frozenset(["file", "pvc"])
"""Kinds of sources that only a copy can pin."""
_KEYS: dict[SourceKind, str] = {"hf": "token", "gs": "key.json", "oci": ".dockerconfigjson", "s3": ""}
"""Key of the Secret that opens a source, where the spec names none; an S3 Secret has keys of fixed names."""


class SourceFields(NamedTuple):
    """The fields of `model` or `dataset` that say where files come from."""

    section: str
    text: str
    text_path: Path
    revision: str | None
    secret: SourceSecretRef | None
    endpoint: str | None
    pinned: Sequence[LockedSource]
    """What the lock says of this section, for this run and the spec's others."""


class Landing(NamedTuple):
    """What is wanted of a source, and where it goes."""

    parent: PurePosixPath
    files: tuple[str, ...]
    """Patterns as `placed` gives them."""
    variant: str = ""
    """Sets apart what is picked from one source in two ways."""


def read_reference(fields: SourceFields, notes: Notes) -> Reference | None:
    """Parses the source, and reports the fields beside it that mean nothing for its kind."""
    reference = parse_reference(fields.text)
    if isinstance(reference, Refusal):
        notes.report(reference.code, reference.message, fields.text_path, hint=reference.hint)
        return None
    scheme, section = f"`{reference.kind}://`", fields.section
    if reference.kind != "hf" and fields.revision is not None:
        hint = "say the tag or the digest in the source" if reference.kind == "oci" else "remove `revision`"
        notes.report("GT206", f"{_a(scheme)} source has no revisions", (section, "revision"), at="key", hint=hint)
    if reference.kind not in _KEYS and fields.secret is not None:
        message = f"{_a(scheme)} source needs no access token"
        notes.report("GT207", message, (section, "secretRef"), at="key", hint="remove `secretRef`")
    if reference.kind == "s3" and fields.secret is not None and fields.secret.key is not None:
        message = "an `s3://` source takes several keys of the Secret, whose names are fixed"
        hint = "remove `key`; the Secret holds `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`"
        notes.report("GT207", message, (section, "secretRef", "key"), at="key", hint=hint)
    if reference.kind != "s3" and fields.endpoint is not None:
        message = f"{_a(scheme)} source has no endpoint of its own"
        notes.report("GT300", message, (section, "endpoint"), at="key", hint="remove `endpoint`")
    return reference


def resolve_source(reference: Reference, fields: SourceFields, landing: Landing, notes: Notes) -> SourcePlan:
    """The source with everything decided."""
    requested = _requested(reference, fields)
    locked = fitting(fields.pinned, reference.uri, requested, landing.files, fields.endpoint)
    if reference.kind == "hf" and fields.revision is None:
        notes.decide((fields.section, "revision"), requested, _why_main(locked))
    # What stands on a volume need not be in a lock: that it floats is said elsewhere.
    if locked is None and fields.pinned and reference.kind not in VOLUMES:
        notes.report("GT401", _stale(fields, reference.uri, requested), fields.text_path, hint=_HINT)
    revision = locked.revision if locked and locked.revision else requested
    version = revision if locked is None or locked.revision else content_version(locked)
    return SourcePlan(
        kind=reference.kind,
        uri=reference.uri,
        repository=reference.repository,
        path=reference.path,
        claim=reference.claim,
        requested=requested,
        revision=revision,
        files=landing.files,
        folder=landing.parent / folder_name(reference, version, landing.variant),
        secret=_secret(reference.kind, fields.secret),
        endpoint=fields.endpoint,
        locked=locked,
    )


def placed(reference: Reference, patterns: Iterable[str]) -> tuple[str, ...]:
    """Patterns within a source, as the initializer counts them: from a repository's root, or from the source itself."""
    prefix = f"{reference.path}/" if reference.kind == "hf" and reference.path else ""
    return tuple(prefix + pattern for pattern in patterns)


def _requested(reference: Reference, fields: SourceFields) -> str | None:
    """Branch, tag, commit or digest that is asked for."""
    return reference.version if reference.kind != "hf" else fields.revision or "main"


def _why_main(locked: LockedSource | None) -> str:
    if locked is None or locked.revision is None:
        return "the repository's main branch, as it is when the run starts"
    return f"the repository's main branch, which the lock pins at {locked.revision[:12]}"


def _stale(fields: SourceFields, uri: str, requested: str | None) -> str:
    """What the lock has in place of what this run wants."""
    if len(fields.pinned) == 1:
        locked = fields.pinned[0]
        return f"the lock is for {locked.source}{_at(locked.requested)}, which is not what is wanted now"
    wanted = f"{uri}{_at(requested)}"
    if any((locked.source, locked.requested) == (uri, requested) for locked in fields.pinned):
        return f"the lock has other files of {wanted} than are wanted now"
    named = [f"{locked.source}{_at(locked.requested)}" for locked in fields.pinned]
    rest = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return f"the lock does not have {wanted}: it is for {', '.join(named[:_SHOWN])}{rest}"


def _secret(kind: SourceKind, secret: SourceSecretRef | None) -> SecretRef | None:
    if secret is None or kind not in _KEYS:
        return None
    return SecretRef.model_construct(name=secret.name, key=secret.key or _KEYS[kind])


def _at(revision: str | None) -> str:
    return f" at {revision}" if revision else ""


def _a(scheme: str) -> str:
    return f"{'an' if scheme.startswith(('`hf', '`s3', '`oci')) else 'a'} {scheme}"
