"""GT296."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.quantity import quantity_value

_MOST = 512


class ManyCores(Rule):
    """No node has so many cores.

    `cpu` counts cores. `4000` was meant as thousandths, which are written `4000m`, and `8Gi` is a size. The pod waits
    for ever for a node that has so many.

    Bad:
        resources: {cpu: 4000}

    Good:
        resources: {cpu: 4}
    """

    code = "GT296"

    def check(self, context: Context) -> Iterator[Finding]:
        """More than 512."""
        cores = context.spec.resources.cpu
        if cores is not None and quantity_value(cores) > _MOST:
            message = f"`{cores}` cores are more than any node has"
            hint = "thousandths of a core end in `m`" if cores.isdecimal() else "`cpu` counts cores, such as `16`"
            yield self.finding(message, ("resources", "cpu"), hint=hint)
