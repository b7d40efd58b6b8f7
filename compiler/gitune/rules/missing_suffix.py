"""GT295."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding, Path
from gitune.rules.base import Context, Rule
from gitune.spec.finetune import FineTune
from gitune.spec.quantity import quantity_value

_LEAST = 1 << 20


class MissingSuffix(Rule):
    """The size lacks its suffix.

    A quantity without a suffix counts bytes, and `m` is a thousandth of one. Kubernetes accepts `memory: 64`, and kills
    the pod or never starts it.

    Bad:
        resources: {memory: 64}

    Good:
        resources: {memory: 64Gi}
    """

    code = "GT295"

    def check(self, context: Context) -> Iterator[Finding]:
        """Sizes below one MiB."""
        for path, size in _sizes(context.spec):
            if size is not None and size != "auto" and quantity_value(size) < _LEAST:
                unit = "thousandths of a byte" if size.endswith("m") else "bytes"
                number = size.removesuffix("m")
                message = (
                    f"`{size}` are {number} {unit}" if size[-1] in "m0123456789" else f"`{size}` is next to nothing"
                )
                yield self.finding(message, path, hint=f"did you mean `{number.rstrip('kKi')}Gi`?")


def _sizes(spec: FineTune) -> tuple[tuple[Path, str | None], ...]:
    resources = spec.resources
    return (
        (("resources", "memory"), resources.memory),
        (("resources", "sharedMemory"), resources.shared_memory),
        (("resources", "ephemeralStorage"), resources.ephemeral_storage),
        (("storage", "size"), spec.storage.size),
    )
