"""The dataset's section: files, and facts that also depend on the model's tokenizer."""

from __future__ import annotations

from typing import Any, NamedTuple

from gitune.lock.model import LockedDataset
from gitune.plan.model import Plan, SourcePlan
from gitune.resolve.dataset_facts import Facts, Reading, facts_of
from gitune.resolve.failures import Failure, Remark
from gitune.resolve.listing import Listing, RemoteFile, read_whole
from gitune.resolve.model_facts import tokenizer_file
from gitune.resolve.sources import Sources
from gitune.resolve.tokens import tokenizer_of


class Resolved(NamedTuple):
    """A section and what else is to be said of it."""

    section: LockedDataset
    remarks: tuple[Remark, ...] = ()


def resolve_dataset(sources: Sources, plan: Plan, model_revision: str | None) -> Resolved:
    """Pins the dataset. `model_revision` is the model's pinned one, if it is pinned already.

    Raises:
        Failure: it cannot be had, or a file is missing.
    """
    source = plan.dataset.source
    listing = sources.listing("dataset", source, source.requested)
    files = sources.wanted(source, listing)
    facts = _facts(sources, plan, listing, files, model_revision)
    section = LockedDataset.model_construct(
        source=source.uri,
        requested=source.requested,
        revision=listing.revision,
        wanted=source.files,
        license=listing.license,
        gated=listing.gated,
        files=tuple(file.locked() for file in files),
        facts=facts.facts,
    )
    return Resolved(section, facts.remarks)


def refresh_dataset(sources: Sources, plan: Plan, kept: LockedDataset, model_revision: str | None) -> Resolved:
    """The same pins with facts that fit the spec's columns and the model's tokenizer of now.

    Where the pinned files cannot be had any more, the facts stay as they are.
    """
    source = plan.dataset.source
    try:
        listing = sources.listing("dataset", source, kept.revision or source.requested)
        files = sources.wanted(source, listing)
        if tuple(file.locked() for file in files) != kept.files:
            return Resolved(kept)
        facts = _facts(sources, plan, listing, files, model_revision)
    except Failure:
        return Resolved(kept)
    return Resolved(kept.model_copy(update={"facts": facts.facts}), facts.remarks)


def _facts(
    sources: Sources, plan: Plan, listing: Listing, files: tuple[RemoteFile, ...], model_revision: str | None
) -> Facts:
    remote = sources.remote("dataset", plan.dataset.source)
    if plan.dataset.format in ("csv", "json", "text", "parquet", "arrow"):
        reading = Reading(sources.network, remote, listing, files, plan.dataset)
        return facts_of(reading, lambda: _tokenizer(sources, plan, model_revision))
    remote.read(listing, files[0], 0, min(1, files[0].size))  # a gated repository shows its list to everybody
    return facts_of(Reading(sources.network, remote, listing, files, plan.dataset), lambda: None)


def _tokenizer(sources: Sources, plan: Plan, revision: str | None) -> Any:
    """The tokenizer of the pinned model; None where it has none, or cannot be had: the model's section says why."""
    source = plan.model.source
    if not sources.can_be_asked("model", source):
        return None

    def work() -> Any:
        try:
            listing = sources.listing("model", source, revision or source.requested)
            file = tokenizer_file(source, listing)
            return _shared_tokenizer(sources, source, listing, file) if file else None
        except (Failure, ValueError):
            return None

    return sources.network.once.get(("tokenizer", source.uri, source.endpoint, revision or source.requested), work)


def _shared_tokenizer(sources: Sources, source: SourcePlan, listing: Listing, file: RemoteFile) -> Any:
    """Models of one family have the same file, which is then read from the first of them."""
    content = file.sha256 or file.git_oid
    key = ("content", content) if content else (source.uri, source.endpoint, listing.revision)
    remote = sources.remote("model", source)
    return sources.network.once.get(("tokenizer of", *key), lambda: tokenizer_of(read_whole(remote, listing, file)))
