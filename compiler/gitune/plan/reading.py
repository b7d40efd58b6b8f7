"""How a run reads its rows: what the lock's facts depend on besides the files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from gitune.plan.model import DatasetPlan

if TYPE_CHECKING:
    from gitune.lock.facts import DatasetFacts
    from gitune.lock.model import LockedModel

_TOKENIZER = "tokenizer.json"


class RowReading(NamedTuple):
    """One way to read the files of a dataset."""

    format: str
    split: str
    counted: str
    tokenizer: str | None
    """None where no lock says which it is."""

    def samples(self, facts: DatasetFacts) -> bool:
        """Whether facts are of rows that a run sees that reads so."""
        return (facts.format, facts.split) == (self.format, self.split)

    def covers(self, facts: DatasetFacts) -> bool:
        """Whether their lengths are those that it sees, too."""
        counted = facts.tokens is None or facts.tokens.counted == self.counted
        return self.samples(facts) and counted and facts.tokenizer == self.tokenizer


def reading_of(dataset: DatasetPlan, model: LockedModel | None) -> RowReading:
    """How a run reads its rows. `model` is what the lock knows of its model."""
    return RowReading(dataset.format, split_name(dataset.split), counted(dataset), _tokenizer(model))


def split_name(split: str) -> str:
    """The first split that a spec's `split` names: `train` of `train[:95%]+test`."""
    return re.split(r"[\[+]", split, maxsplit=1)[0].strip()


def counted(dataset: DatasetPlan) -> str:
    """What is counted of a row, in words: where it changes, the lengths have to be counted again."""
    columns = ", ".join(name for name in _columns(dataset) if name)
    extra = f", system prompt of {len(dataset.system_prompt)} characters" if dataset.system_prompt else ""
    return f"{dataset.template or dataset.kind}: {columns}{extra}"


def _columns(dataset: DatasetPlan) -> tuple[str | None, ...]:
    columns = dataset.columns
    return (columns.instruction, columns.input, columns.output, columns.messages, columns.text)


def _tokenizer(model: LockedModel | None) -> str | None:
    """Models of one family share a tokenizer, and then the lengths; the version stands for one that is not pinned."""
    if model is None:
        return None
    found = [file for file in model.files if file.path.rpartition("/")[2] == _TOKENIZER]
    if not found:
        return model.revision
    file = min(found, key=lambda file: len(file.path))
    return file.sha256 or file.git_oid or file.etag
