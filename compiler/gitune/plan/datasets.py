"""The rows to learn from: format, columns, and where they stand on the volume."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gitune.plan.model import WORKSPACE, DatasetPlan
from gitune.plan.notes import Notes
from gitune.plan.references import Reference
from gitune.plan.sources import Landing, SourceFields, placed, read_reference, resolve_source
from gitune.spec.dataset import Columns, Dataset, DatasetFormat
from gitune.spec.words import quoted

if TYPE_CHECKING:
    from gitune.lock.model import Lock, LockedDataset, LockedModel

SUFFIXES: dict[str, DatasetFormat] = {
    ".arrow": "arrow",
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".parquet": "parquet",
    ".txt": "text",
    ".xml": "xml",
}
"""Formats by suffix, as `datasets` 5.2 reads them."""

COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
"""Suffixes that `datasets` unpacks on the fly; parquet and arrow compress within themselves."""

_WANTED: dict[DatasetFormat, str] = {
    "arrow": "**/*.arrow",
    "csv": "**/*.csv*",
    "json": "**/*.json*",
    "parquet": "**/*.parquet",
    "text": "**/*.txt*",
    "xml": "**/*.xml*",
}
"""What is wanted of a folder. Everything that lands in it is read as rows, so nothing else may land there."""


def plan_dataset(
    dataset: Dataset, lock: Lock | None, notes: Notes, model: LockedModel | None = None
) -> DatasetPlan | None:
    """Settles the source, its format, and every column. `model` is what the lock knows of the run's model."""
    pinned = lock.datasets if lock else ()
    fields = SourceFields(
        "dataset",
        dataset.source,
        ("dataset", "source"),
        dataset.revision,
        dataset.secret_ref,
        dataset.endpoint,
        pinned,
    )
    reference = read_reference(fields, notes)
    if reference is None:
        return None
    form = _format(dataset, reference, notes)
    if form is None:
        return None
    variant = form if dataset.format != "auto" and not reference.is_file and form != "parquet" else ""
    landing = Landing(WORKSPACE / "dataset", _files(reference, form), variant)
    source = resolve_source(reference, fields, landing, notes)
    made = DatasetPlan(
        kind=dataset.kind,
        format=form,
        source=source,
        data=source.folder / _inside(reference),
        is_file=reference.is_file,
        split=dataset.split,
        template=dataset.template,
        conversation_style=dataset.conversation_style,
        columns=_columns(dataset),
        system_prompt=dataset.system_prompt,
        train_on_input=dataset.train_on_input,
        packed=_packed(dataset, notes),
        shuffle=dataset.shuffle,
    )
    locked = next((one for one in pinned if one is source.locked), None)
    return made._replace(locked=_known(locked, made, model)) if locked else made


def _known(locked: LockedDataset, made: DatasetPlan, model: LockedModel | None) -> LockedDataset:
    """With the facts that hold for this run."""
    if locked.is_plain:
        return locked
    from gitune.plan.known import known  # noqa: PLC0415 (few locks are for runs that read their rows in several ways)

    return known(locked, made, model)


def format_of(name: str) -> DatasetFormat | None:
    """The format that a file's name tells, or None."""
    lower = name.lower()
    for suffix in COMPRESSED:
        if lower.endswith(suffix):
            inner = SUFFIXES.get(PurePosixPath(lower.removesuffix(suffix)).suffix)
            return None if inner in ("arrow", "parquet") else inner
    return SUFFIXES.get(PurePosixPath(lower).suffix)


def _format(dataset: Dataset, reference: Reference, notes: Notes) -> DatasetFormat | None:
    if dataset.format != "auto":
        return dataset.format
    path = ("dataset", "format")
    if not reference.is_file:
        return notes.decide(path, "parquet", "a folder counts as parquet, the Hub's own format")
    name = reference.path.rpartition("/")[2]
    found = format_of(name)
    if found is None:
        hint = "say it in `dataset.format`; a `/` at the end of the source means a folder"
        notes.report(
            "GT216", f"{quoted(name)} does not tell the format of the dataset", ("dataset", "source"), hint=hint
        )
        return None
    return notes.decide(path, found, f"from the suffix of {quoted(name)}")


def _files(reference: Reference, form: DatasetFormat) -> tuple[str, ...]:
    if not reference.is_file:
        return placed(reference, (_WANTED[form],))
    return (reference.path,) if reference.kind == "hf" else (reference.path.rpartition("/")[2],)


def _inside(reference: Reference) -> PurePosixPath:
    """Where the rows stand below the source's folder on the volume (docs/image-contract.md)."""
    if reference.kind == "hf":
        return PurePosixPath(reference.path)
    return PurePosixPath(reference.path.rpartition("/")[2] if reference.is_file else "")


def _columns(dataset: Dataset) -> Columns:
    """The columns that the kind reads, each with its name; the others stay None."""
    given = dataset.columns or Columns()
    if dataset.kind == "text":
        return _named(text=given.text or "text")
    if dataset.kind == "chat":
        default = "messages" if dataset.conversation_style == "openai" else "conversations"
        return _named(messages=given.messages or default)
    named = _named(input=given.input or "input", output=given.output or "output")
    if dataset.template == "alpaca":
        return named.model_copy(update={"instruction": given.instruction or "instruction"})
    return named


def _named(**names: str) -> Columns:
    return Columns.model_validate(names)


def _packed(dataset: Dataset, notes: Notes) -> bool:
    if dataset.packed != "auto":
        return dataset.packed
    reason = "a step then counts rows, as `globalBatchSize` says, and not packed sequences of several rows"
    return notes.decide(("dataset", "packed"), False, reason)
