"""The voices of a spec put together: bases, environment, grid, policies."""

from __future__ import annotations

from typing import NamedTuple

from gitune.diagnostics.model import Diagnostic
from gitune.layers.compose import Voices
from gitune.layers.extends import Reader, chain_of
from gitune.layers.matrix import Variant, expand
from gitune.source.document import Document
from gitune.source.layer import Layer
from gitune.workspace.model import SpecInput, Workspace


class Runs(NamedTuple):
    """What a spec comes to."""

    runs: tuple[SpecInput, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def runs_of(plain: SpecInput, place: str, read: Reader) -> Runs:
    """The runs of one spec in one environment.

    Args:
        plain: the spec as its file has it.
        place: the file's path from the repository's root.
        read: reads a base.
    """
    workspace = plain.workspace
    chain = chain_of(plain.document, place, read)
    if chain.diagnostics:
        return Runs((), chain.diagnostics)
    voices = Voices(plain.document, (*workspace.below, *chain.layers), _above(plain))
    expansion = expand(voices.grid())
    if expansion.diagnostics:
        return Runs((), expansion.diagnostics)
    plain = plain._replace(bases=chain.files)
    variants: tuple[Variant | None, ...] = expansion.variants or (None,)
    return Runs(tuple(_run(plain, voices, variant) for variant in variants))


def _above(plain: SpecInput) -> tuple[Layer, ...]:
    return tuple(overlay.layer for overlay in plain.workspace.above if overlay.is_for(plain.origin))


def _run(plain: SpecInput, voices: Voices, variant: Variant | None) -> SpecInput:
    voices = voices.with_above(variant.layers) if variant else voices
    return plain._replace(document=_imposed(plain.workspace, plain.origin, voices), variant=variant)


def _imposed(workspace: Workspace, origin: str, voices: Voices) -> Document:
    """The run's spec, with what policies say where nobody else does."""
    document = voices.run()
    if not workspace.policies:
        return document
    from gitune.policy.impose import imposed  # noqa: PLC0415 (few projects have policies)
    from gitune.policy.policy import Scope  # noqa: PLC0415

    layers = imposed(workspace.policies, document, Scope(workspace.environment, origin, workspace.today))
    return voices.with_above(layers).run() if layers else document
