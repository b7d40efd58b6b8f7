"""What a dataset's rows are like: from footers and the first rows, never from all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from gitune.lock.facts import DatasetFacts, Split, Tokens
from gitune.plan.model import DatasetPlan
from gitune.plan.reading import counted, split_name
from gitune.resolve.failures import Remark
from gitune.resolve.listing import Listing, Remote, RemoteFile
from gitune.resolve.model_facts import base
from gitune.resolve.network import Network
from gitune.resolve.parquet import arrow_sample, parquet_rows, parquet_sample
from gitune.resolve.ranges import RangeFile
from gitune.resolve.row_texts import text_of
from gitune.resolve.rows import Sample
from gitune.resolve.splits import splits_of
from gitune.resolve.text_rows import UnreadableError, content_of, text_count, text_sample
from gitune.resolve.tokens import histogram, lengths_of

_HEAD = 4 << 20
"""Bytes of a text file from which its first rows are taken."""
_SMALL = 32 << 20
"""Text files of a split are only counted where they are no larger than this together."""
_MOST_FILES = 512
"""Files of a dataset that are looked into for its rows."""
_TEXTUAL = frozenset(["csv", "json", "text"])


class Facts(NamedTuple):
    """What was learnt, and what could not be."""

    facts: DatasetFacts | None
    remarks: tuple[Remark, ...] = ()


class Rows(NamedTuple):
    """What does not depend on the run: specs that share a dataset share it."""

    splits: tuple[Split, ...]
    sample: Sample


class Reading(NamedTuple):
    """The files of one dataset at one revision."""

    network: Network
    remote: Remote
    listing: Listing
    files: Sequence[RemoteFile]
    dataset: DatasetPlan

    def splits(self) -> dict[str, list[RemoteFile]]:
        """The files of each split; a source that is one file is `train`."""
        if self.dataset.is_file:
            return {"train": list(self.files)}
        prefix = base(self.dataset.source)
        return splits_of(self.files, lambda file: file.path.removeprefix(prefix))

    def rows(self) -> Rows:
        """Rows of each split, and a sample of the one that is trained on."""
        splits = self.splits()
        trained = splits.get(split_name(self.dataset.split)) or next(iter(splits.values()))
        sample = self._sample(trained[0]) if trained else Sample({}, ())
        counts = {name: self._count(files) for name, files in splits.items()}
        found = tuple(Split.model_construct(name=name, rows=rows) for name, rows in counts.items())
        return Rows(found, sample)

    def _range_file(self, file: RemoteFile) -> RangeFile:
        def read(start: int, end: int) -> bytes:
            if end < file.size:
                return self.remote.read(self.listing, file, start, end)
            # The end of a file holds its footer, which is read for its rows and for the sample.
            key = ("end", self.dataset.source.uri, self.listing.revision, file, start)
            return self.network.once.get(key, lambda: self.remote.read(self.listing, file, start, end))

        return RangeFile(file.size, read)

    def _sample(self, file: RemoteFile) -> Sample:
        form = self.dataset.format
        if form == "xml":
            return Sample({"text": "text"}, ())
        if form in _TEXTUAL:
            head = self.remote.read(self.listing, file, 0, min(file.size, _HEAD)) if file.size else b""
            content, ended = content_of(head, file.path)
            return text_sample(form, content, whole=ended and file.size <= _HEAD)
        opened = self._range_file(file)
        return arrow_sample(opened) if form == "arrow" else parquet_sample(opened, file.size)

    def _count(self, files: Sequence[RemoteFile]) -> int | None:
        form = self.dataset.format
        if form == "xml":
            return len(files)
        count: Callable[[RemoteFile], int]
        if len(self.files) > _MOST_FILES:
            return None
        if form == "parquet":
            count = self._parquet_rows
        elif form in _TEXTUAL and sum(file.size for file in files) <= _SMALL:
            count = self._text_rows
        else:
            return None
        if len(files) == 1:
            return count(files[0])
        with ThreadPoolExecutor(min(self.network.jobs, max(1, len(files)))) as pool:
            return sum(pool.map(count, files))

    def _parquet_rows(self, file: RemoteFile) -> int:
        return parquet_rows(self._range_file(file), file.size)

    def _text_rows(self, file: RemoteFile) -> int:
        data = self.remote.read(self.listing, file, 0, file.size) if file.size else b""
        content, ended = content_of(data, file.path)
        if not ended:
            raise UnreadableError("it is not whole, or unpacks to more than 256 MiB")
        return text_count(self.dataset.format, content)


def facts_of(reading: Reading, tokenizer: Callable[[], Any]) -> Facts:
    """The facts of a dataset. `tokenizer` gives the model's, or None where it has none that can be read.

    Raises:
        Failure: the files cannot be had.
    """
    dataset, source = reading.dataset, reading.dataset.source
    place = (source.uri, source.endpoint, reading.listing.revision, source.files)
    key = ("rows", *place, dataset.format, split_name(dataset.split))
    try:
        rows = reading.network.once.get(key, reading.rows)
    except (ValueError, OSError, NotImplementedError, TypeError) as error:  # pyarrow's errors are of these kinds
        message = f"the rows of {source.uri} cannot be read as {dataset.format}: {_first_line(error)}"
        return Facts(None, (Remark("GT443", message, "check `dataset.format`, or train on other files"),))
    tokens, remarks = _tokens(dataset, rows.sample, tokenizer)
    facts = DatasetFacts.model_construct(
        format=dataset.format,
        splits=rows.splits,
        columns=rows.sample.columns(),
        sample=len(rows.sample.rows),
        tokens=tokens,
    )
    return Facts(facts, remarks)


def _tokens(
    dataset: DatasetPlan, sample: Sample, tokenizer: Callable[[], Any]
) -> tuple[Tokens | None, tuple[Remark, ...]]:
    texts = [text for text in map(text_of(dataset), sample.rows) if text is not None]
    if not texts:
        return None, ()
    known = tokenizer()
    if known is None:
        message = "the model has no `tokenizer.json` that can be read, so the rows' lengths in tokens are not known"
        hint = "check by hand how many rows are longer than `training.maxSeqLen`"
        return None, (Remark("GT442", message, hint),)
    return histogram(lengths_of(known, texts), counted(dataset)), ()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
