"""GT281."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_SYSTEM = frozenset(
    {
        "argocd",
        "cert-manager",
        "flux-system",
        "jobset-system",
        "kube-node-lease",
        "kube-public",
        "kube-system",
        "kubeflow-system",
        "kueue-system",
    }
)


class SystemNamespace(Rule):
    """The run is put among the cluster's own parts.

    These namespaces belong to Kubernetes and to the controllers that deploy runs. Quotas, policies and access are
    different there, and their Secrets lie beside the run's.

    Bad:
        metadata: {name: x, namespace: kube-system}

    Good:
        metadata: {name: x, namespace: team-a}
    """

    code = "GT281"

    def check(self, context: Context) -> Iterator[Finding]:
        """Namespaces of Kubernetes, Flux, Argo CD and the controllers of training."""
        namespace = context.spec.metadata.namespace
        if namespace in _SYSTEM:
            message = f"`{namespace}` belongs to the cluster, not to runs"
            yield self.finding(message, ("metadata", "namespace"), hint="use a namespace of your team")
