"""What only all runs together can tell: comments that none of them needs, and tokens in files that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from gitune.diagnostics.model import Diagnostic
from gitune.diagnostics.redact import find_tokens
from gitune.diagnostics.selection import UNUSED
from gitune.lock.name import is_lock_name
from gitune.rules.leaks import leaks
from gitune.workspace.attribution import Found, attributed
from gitune.workspace.model import Inputs


def without_disputed(runs: Found, inputs: Inputs) -> Iterator[Diagnostic]:
    """What was found, but for unused comments that another run of the spec uses, or may use where not all are here."""
    unused = Counter(d for _, found in runs for d in found if d.code == UNUSED)
    counts = Counter({id(spec): spec.document.file for spec, _ in runs}.values())

    def is_kept(diagnostic: Diagnostic) -> bool:
        file = diagnostic.span.file if diagnostic.span else ""
        return diagnostic not in unused or (unused[diagnostic] == counts[file] and not inputs.narrowed)

    kept = [(spec, [diagnostic for diagnostic in found if is_kept(diagnostic)]) for spec, found in runs]
    for _, found in attributed(kept):
        yield from found


def shared_leaks(inputs: Inputs, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Tokens in project files, bases and policies. Specs were searched when they were compiled, locks hold digests."""
    compiled = {spec.document.file for spec in inputs.specs}
    found = tuple(found)
    for name, text in inputs.texts.items():
        if name not in compiled and not is_lock_name(name) and _has_tokens(text):
            yield from leaks(text, name, found)


@lru_cache(maxsize=32)
def _has_tokens(text: str) -> bool:
    """A base is searched once, however many specs start from it."""
    return any(find_tokens(text))
