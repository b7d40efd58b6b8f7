"""A source of the spec, resolved: parsed, with its revision, its wanted files and its folder on the volume."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from gitune.diagnostics.model import Path
from gitune.plan.folders import folder_name
from gitune.plan.model import SourcePlan
from gitune.plan.notes import Notes
from gitune.plan.references import Reference, Refusal, parse_reference
from gitune.spec.types import SecretRef


class SourceFields(NamedTuple):
    """The fields of `model` or `dataset` that say where files come from."""

    section: str
    text: str
    text_path: Path
    revision: str | None
    secret: SecretRef | None


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
    if reference.kind != "hf" and fields.revision is not None:
        message = f"a `{reference.kind}://` source has no revisions"
        notes.report("GT206", message, (fields.section, "revision"), at="key", hint="remove `revision`")
    if reference.kind != "hf" and fields.secret is not None:
        message = f"a `{reference.kind}://` source needs no access token"
        notes.report("GT207", message, (fields.section, "secretRef"), at="key", hint="remove `secretRef`")
    return reference


def resolve_source(reference: Reference, fields: SourceFields, landing: Landing, notes: Notes) -> SourcePlan:
    """The source with everything decided."""
    revision = None
    if reference.kind == "hf":
        revision = fields.revision or notes.decide(
            (fields.section, "revision"), "main", "the repository's main branch, as it is when the run starts"
        )
    return SourcePlan(
        kind=reference.kind,
        uri=reference.uri,
        repository=reference.repository,
        path=reference.path,
        claim=reference.claim,
        revision=revision,
        files=landing.files,
        folder=landing.parent / folder_name(reference, revision, landing.variant),
        secret=fields.secret if reference.kind == "hf" else None,
    )


def placed(reference: Reference, patterns: Iterable[str]) -> tuple[str, ...]:
    """Patterns within a source, as the initializer counts them: from a repository's root, or from the source itself."""
    prefix = f"{reference.path}/" if reference.kind == "hf" and reference.path else ""
    return tuple(prefix + pattern for pattern in patterns)
