"""`extends`: the specs that a spec starts from, followed down to the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from gitune.canonical.places import parent, resolved
from gitune.diagnostics.model import Diagnostic, Finding
from gitune.source.document import Document
from gitune.source.layer import Layer
from gitune.source.origin import Origin

EXTENDS = "extends"
MAX_BASES = 8
"""How many specs may start from each other. Who has to look through more cannot say what a spec means."""

_LONGEST = 1_000
"""Characters of a path."""

_NO_BASE = "a base is a YAML file of this repository; a folder is none, and no link may lead out"
_SAME = ("apiVersion", "kind")
"""What a base may leave out, and says as the spec does otherwise."""

Reader = Callable[[str], Document | None]
"""The document of a base by its path from the repository's root; None where there is no such file to read."""


class Chain(NamedTuple):
    """What a spec starts from."""

    layers: tuple[Layer, ...]
    """The lowest first."""
    files: tuple[str, ...]
    """Every base that was asked for, whether it could be read or not, from the repository's root."""
    diagnostics: tuple[Diagnostic, ...]


def chain_of(spec: Document, place: str, read: Reader) -> Chain:
    """Follows `extends`.

    Args:
        spec: the document that the chain begins with.
        place: its path from the repository's root.
        read: reads a base. What is wrong inside the file it reports itself.
    """
    layers: list[Layer] = []
    files = [place]
    document = spec
    while document.has((EXTENDS,)):
        following = _next(document, files)
        if isinstance(following, Finding):
            return Chain(tuple(reversed(layers)), tuple(files[1:]), (document.resolve(following),))
        files.append(following)
        base = read(following)
        if base is None:
            missing = Finding("GT540", f"there is no base `{following}` that can be read", (EXTENDS,), hint=_NO_BASE)
            return Chain(tuple(reversed(layers)), tuple(files[1:]), (document.resolve(missing),))
        unfit = next(_unfit(base, spec), None)
        if unfit is not None:
            return Chain(tuple(reversed(layers)), tuple(files[1:]), (base.resolve(unfit),))
        layer = base.layer(Origin("base", following))
        layers += [layer] if layer is not None else []
        document = base
    return Chain(tuple(reversed(layers)), tuple(files[1:]), ())


def _next(document: Document, files: list[str]) -> str | Finding:
    """The base that a document names, or what is wrong with it."""
    name = document.data[EXTENDS] if isinstance(document.data, dict) else None
    return next(_mistakes(name, files), None) or resolved(parent(files[-1]), str(name)) or ""


def _mistakes(name: object, files: list[str]) -> Iterator[Finding]:
    path = (EXTENDS,)
    if not isinstance(name, str) or not name.isprintable() or not 0 < len(name) <= _LONGEST:
        yield Finding("GT540", "`extends` takes the path of a file", path, hint="write `extends: ../bases/lora.yaml`")
        return
    if name.startswith("/") or "\\" in name or "://" in name:
        hint = "write a path from this file's folder, with `/`"
        yield Finding("GT540", f"`{name}` is no relative path", path, hint=hint)
        return
    file = resolved(parent(files[-1]), name)
    if file == "":
        yield Finding("GT540", f"`{name}` is the repository itself", path, hint=_NO_BASE)
    elif file is None:
        yield Finding("GT540", f"`{name}` lies outside the repository", path, hint="copy the base into it")
    elif file in files:
        ring = " -> ".join(f"`{each}`" for each in (*files[files.index(file) :], file))
        yield Finding("GT541", f"these specs start from each other: {ring}", path)
    elif len(files) > MAX_BASES:
        yield Finding("GT541", f"more than {MAX_BASES} specs start from each other", path)


def _unfit(base: Document, spec: Document) -> Iterator[Finding]:
    """Why a file that can be read is no part of this spec."""
    if not isinstance(base.data, dict) or not isinstance(spec.data, dict):
        yield Finding("GT540", "a base is a mapping, as a spec is", hint="write sections of a spec: `method: {...}`")
        return
    for key in _SAME:
        if key in base.data and key in spec.data and base.data[key] != spec.data[key]:
            hint = f"write `{key}` as the spec has it, or leave it out"
            yield Finding("GT540", f"`{key}` is not that of the spec that starts from this", (key,), hint=hint)
