"""Values that policies write where a spec says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.diagnostics.model import Path
from gitune.policy.exceptions import excused
from gitune.policy.judge import holds, in_force
from gitune.policy.policy import Policy, Scope
from gitune.policy.subject import data_at, written_value
from gitune.source.document import Document
from gitune.source.layer import Layer
from gitune.source.origin import Origin


def imposed(policies: Sequence[Policy], document: Document, scope: Scope) -> tuple[Layer, ...]:
    """A layer for each value that `document`, all layers merged, does not say itself.

    Where two policies impose one value, the first writes it, and `check_policies` refuses it for the second.
    """
    imposing = [policy for policy in policies if policy.imposing]
    if not imposing:
        return ()
    layers: dict[Path, Layer] = {}
    name = _name(document)
    for policy in imposing:
        for path, layer in _imposed(policy, document, scope, name):
            layers.setdefault(path, layer)
    return tuple(layers.values())


def _imposed(policy: Policy, document: Document, scope: Scope, name: str) -> Iterator[tuple[Path, Layer]]:
    for rule in policy.imposing:
        if not in_force(rule, scope):
            continue
        if not holds(rule.when, lambda target: written_value(document, target)):
            continue
        if excused(policy, rule.id, name, scope).live is not None:
            continue
        for value in rule.imposed:
            origin = Origin("policy", f"{policy.name}/{rule.id}")
            layer = policy.document.layer(origin, value.at, value.target.path)
            if layer is not None and _is_open(document, value.target.path):
                yield value.target.path, layer


def _is_open(document: Document, path: Path) -> bool:
    """Whether nothing stands at the path, nor anything on the way to it that is no mapping."""
    if document.has(path):
        return False
    above = next(path[:end] for end in range(len(path) - 1, -1, -1) if end == 0 or document.has(path[:end]))
    return isinstance(data_at(document, above), dict)


def _name(document: Document) -> str:
    namespace = data_at(document, ("metadata", "namespace"))
    return f"{namespace if isinstance(namespace, str) else 'default'}/{data_at(document, ('metadata', 'name'))}"
