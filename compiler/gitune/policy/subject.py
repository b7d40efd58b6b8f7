"""What a rule looks at: the values of one spec and its plan, each found once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from pydantic import BaseModel

from gitune.diagnostics.model import Path
from gitune.plan.model import Plan
from gitune.policy.kinds import compared
from gitune.policy.policy import Value
from gitune.policy.targets import Target
from gitune.source.document import Document
from gitune.spec.finetune import FineTune

Found = Value | tuple[Value, ...] | None
"""A value, the items of a list or the keys of a mapping; None where there is none, or nobody knows it."""

_EMPTY: tuple[object, ...] = (None, "", [], {})


class Subject:
    """One run, as rules see it."""

    def __init__(
        self, document: Document, spec: FineTune, plan: Plan, known: Mapping[str, Found] | None = None
    ) -> None:
        """`known` are values that are given and not looked for."""
        self._document = document
        self._spec = spec
        self._plan = plan
        self._found: dict[str, Found] = dict(known or {})
        self._said: dict[Path, bool] = {}

    @property
    def document(self) -> Document:
        """Where the values stand."""
        return self._document

    @property
    def name(self) -> str:
        """The fine-tune as `<namespace>/<name>`."""
        return f"{self._spec.metadata.namespace}/{self._spec.metadata.name}"

    def value(self, target: Target) -> Found:
        """The value; what the planner decided where the spec leaves it open."""
        try:
            return self._found[target.text]
        except KeyError:
            found = self._found[target.text] = self._read(target)
            return found

    def written(self, target: Target) -> Found:
        """The value by the text of the spec alone."""
        return written_value(self._document, target)

    def settled(self, target: Target) -> Found:
        """The value by the text of the spec, and what the planner decided where that says nothing."""
        return self.written(target) if self.is_written(target) else self.value(target)

    def is_written(self, target: Target) -> bool:
        """Whether a person wrote the value; a fact has only to be known."""
        if target.fact is not None:
            return self.value(target) is not None
        said = self._said.get(target.path)
        if said is None:
            said = self._said[target.path] = data_at(self._document, target.path) not in _EMPTY
        return said

    def _read(self, target: Target) -> Found:
        if target.fact is not None:
            return target.fact.read(self._plan)
        value: object = self._spec
        for attribute in target.attributes:
            value = value.get(attribute) if isinstance(value, dict) else getattr(value, attribute, None)
            if value is None:
                break
        if value is None or value == "auto":
            value = self._decisions.get(target.path)
        return read_as(target, value)

    @cached_property
    def _decisions(self) -> dict[Path, object]:
        return {decision.path: decision.value for decision in self._plan.decisions}


def read_as(target: Target, value: object) -> Found:
    """A value of a spec, as a rule compares it."""
    if isinstance(value, dict):
        return tuple(value)
    if isinstance(value, list | tuple):
        return tuple(str(item) for item in value)
    if value is None or isinstance(value, BaseModel):
        return None
    return compared(target.kind, value)


def data_at(document: Document, path: Path) -> object:
    """What a document says at a path; None where it says nothing."""
    data: object = document.data
    for step in path:
        if not isinstance(data, dict) or step not in data:
            return None
        data = data[step]
    return data


def written_value(document: Document, target: Target) -> Found:
    """The value by the text of the spec alone, before anything is planned, or the field's default."""
    said = data_at(document, target.path)
    return read_as(target, target.default if said is None or said == "auto" else said)
