"""One spec's file to its outcome: recalled where nothing that it depends on has changed, compiled otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gitune.diagnostics.model import Diagnostic
from gitune.fleet.model import Outcome, Part, Task
from gitune.workspace.model import Inputs, SpecFile

if TYPE_CHECKING:
    from gitune.fleet.entry import Entry, KeptPart
    from gitune.fleet.made import Made, MadePart
    from gitune.fleet.memory import Memory, Seen
    from gitune.workspace.specs import Bases


class Call(NamedTuple):
    """What is the same for all files of one call."""

    task: Task
    narrowed: bool
    """Whether environments of a project were left out."""
    texts: Mapping[str, str]
    """What is known already of files that diagnostics may point into."""
    is_small: bool
    """Whether whoever called compares files with the trees."""


class Unit:
    """The work on every file. It is one object, so that what many specs need is made once in each process."""

    def __init__(self, files: Sequence[SpecFile], call: Call, memory: Memory | None) -> None:
        self._files = files
        self._call = call
        self._memory = memory
        self._bases: Bases | None = None

    def __call__(self, number: int) -> Outcome:
        """The outcome of one file."""
        file = self._files[number]
        seen = self._memory.seen(file) if self._memory else None
        if self._memory is None or seen is None:
            return self._compiled(file, None)
        key = self._memory.key(file, seen)
        entry = self._memory.find(file, key)
        recalled = self._recalled(file, key, entry) if entry is not None else None
        return recalled or self._compiled(file, seen)

    def _compiled(self, file: SpecFile, seen: Seen | None) -> Outcome:
        """The outcome, with what to keep of it where the file was seen."""
        from gitune.fleet.made import made  # noqa: PLC0415 (what is recalled needs no compiler)
        from gitune.workspace.specs import Bases  # noqa: PLC0415

        self._bases = self._bases or Bases()
        inputs = Inputs()
        inputs.narrowed = self._call.narrowed
        wanted = seen is not None or self._call.task.product in ("drift", "files")
        done = made(file, inputs, self._bases, files=wanted)
        parts = tuple(self._with_product(file, part) for part in done.parts)
        entry = self._line(file, seen, inputs, done) if seen is not None else b""
        return Outcome(parts, done.diagnostics, self._pointed_at(done.diagnostics, inputs.texts), entry)

    def _with_product(self, file: SpecFile, made: MadePart) -> Part:
        task, part = self._call.task, made.part
        if task.product == "stream":
            from gitune.emit.stream import stream_of  # noqa: PLC0415

            return part._replace(stream=stream_of(made.runs, made.volumes))
        if task.product == "diagnostics" or not made.files:
            return part
        part = part._replace(paths=tuple(made.files))
        if self._call.is_small:
            return part._replace(files=made.files)
        from gitune.fleet.comparing import drift, same  # noqa: PLC0415

        root = task.root(file.workspaces[part.workspace])
        if task.product == "drift":
            return part._replace(drift=drift(root, made.files))
        return part if same(root, made.files) else part._replace(files=made.files)

    def _line(self, file: SpecFile, seen: Seen, inputs: Inputs, done: Made) -> bytes:
        if self._memory is None:
            return b""
        from gitune.fleet.comparing import seals_of  # noqa: PLC0415
        from gitune.fleet.entry import Entry, KeptPart  # noqa: PLC0415

        kept = (
            KeptPart(part.workspace, part.origin, part.lines, part.facts, part.is_shared, seals_of(files))
            for part, files, *_ in done.parts
        )
        return self._memory.line(file, seen, inputs, Entry(tuple(kept), done.diagnostics, {}))

    def _recalled(self, file: SpecFile, key: str, entry: Entry) -> Outcome | None:
        """The outcome as it was, where every file of it stands in the tree."""
        parts = []
        for kept in entry.parts:
            part = self._recalled_part(file, kept)
            if part is None:
                return None
            parts.append(part)
        return Outcome(tuple(parts), entry.diagnostics, self._texts_of(file, entry), recalled=key)

    def _recalled_part(self, file: SpecFile, kept: KeptPart) -> Part | None:
        task, part = self._call.task, Part(kept.workspace, kept.origin, kept.lines, kept.facts, kept.is_shared)
        if task.product == "diagnostics" or not kept.seals:
            return part
        from gitune.fleet.comparing import beside, unbroken  # noqa: PLC0415

        root = task.root(file.workspaces[kept.workspace])
        paths = unbroken(root, kept.seals)
        if paths is None:
            return None
        others = beside(root, paths) if task.product == "drift" else []
        return part._replace(paths=paths, drift=part.drift._replace(unexpected=tuple(others)))

    def _texts_of(self, file: SpecFile, entry: Entry) -> Mapping[str, str]:
        """What diagnostics may quote: read once more, as its digests were a moment ago."""
        if not entry.diagnostics:
            return {}
        from gitune.fleet.quoting import texts_of  # noqa: PLC0415

        return texts_of(self._pointed_names(entry.diagnostics), file)

    def _pointed_at(self, diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> dict[str, str]:
        return {name: texts[name] for name in self._pointed_names(diagnostics) if name in texts}

    def _pointed_names(self, diagnostics: Iterable[Diagnostic]) -> set[str]:
        spans = (span for each in diagnostics for span in (each.span, *(near.span for near in each.related)))
        return {span.file for span in spans if span is not None} - self._call.texts.keys()
