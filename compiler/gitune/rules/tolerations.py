"""GT247."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.runtime import Toleration


class Tolerations(Rule):
    """Kubernetes refuses the toleration.

    `Exists` takes no value, a toleration without a key matches all taints and so needs `Exists`, and
    `tolerationSeconds` counts only for `NoExecute`. The API server says so when the pods are made, long after the
    merge.

    Bad:
        runtime:
          tolerations: [{key: nvidia.com/gpu, operator: Exists, value: present}]

    Good:
        runtime:
          tolerations: [{key: nvidia.com/gpu, operator: Exists}]
    """

    code = "GT247"

    def check(self, context: Context) -> Iterator[Finding]:
        """What the API server's validation checks."""
        for index, toleration in enumerate(context.spec.runtime.tolerations):
            for field, message, hint in _problems(toleration):
                yield self.finding(message, ("runtime", "tolerations", index, field), hint=hint)


def _problems(toleration: Toleration) -> Iterator[tuple[str, str, str]]:
    if toleration.operator == "Exists" and toleration.value:
        yield "value", "`operator: Exists` takes no value", "remove `value`, or write `operator: Equal`"
    if toleration.key is None and toleration.operator != "Exists":
        yield "operator", "without a `key` the operator must be `Exists`", "add a `key`, or write `operator: Exists`"
    if toleration.toleration_seconds is not None and toleration.effect != "NoExecute":
        yield (
            "tolerationSeconds",
            "`tolerationSeconds` counts only for `effect: NoExecute`",
            "remove it, or write the effect",
        )
