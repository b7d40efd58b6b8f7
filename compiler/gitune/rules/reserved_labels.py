"""GT241."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_DOMAINS = (
    "gitune.dev",
    "kubernetes.io",
    "k8s.io",
    "kubeflow.org",
    "fluxcd.io",
    "argoproj.io",
)
_FREE = frozenset(f"app.kubernetes.io/{name}" for name in ("component", "instance", "part-of", "version"))


class ReservedLabels(Rule):
    """The label belongs to somebody else.

    Labels of gitune, Kubernetes, Kubeflow, Kueue, Flux and Argo CD steer controllers: set by hand they suspend,
    adopt or delete objects.

    Bad:
        metadata:
          labels: {kueue.x-k8s.io/queue-name: team-a}

    Good:
        metadata:
          labels: {team: support}
        runtime: {queue: team-a}
    """

    code = "GT241"

    def check(self, context: Context) -> Iterator[Finding]:
        """Labels under a reserved domain."""
        for key in context.spec.metadata.labels:
            domain = key.partition("/")[0] if "/" in key else ""
            if key not in _FREE and any(_within(domain, reserved) for reserved in _DOMAINS):
                message = f"labels of `{domain}` are not for specs"
                yield self.finding(message, ("metadata", "labels", key), at="key", hint="use a domain of your own")


def _within(domain: str, reserved: str) -> bool:
    """Whether a domain is the reserved one, or below it; `x-k8s.io` counts as `k8s.io`."""
    return domain == reserved or domain.endswith(("." + reserved, "-" + reserved))
