"""GT566."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.cluster.base import ClusterCheck, Site
from gitune.diagnostics.model import Finding
from gitune.diagnostics.nearest import did_you_mean


class NoSuchQueue(ClusterCheck):
    """The cluster has no such queue.

    `cluster.queues` of gitune.yaml lists every LocalQueue of Kueue. A run of a queue that does not exist stays
    suspended, and nothing on the cluster says why.

    Bad:
        spec:
          runtime: {queue: team-b}
        cluster:
          queues: [team-a]

    Good:
        spec:
          runtime: {queue: team-a}
        cluster:
          queues: [team-a]
    """

    code = "GT566"

    def check(self, site: Site) -> Iterator[Finding]:
        """Queues are listed, and the run's is not among them."""
        queues, name = site.cluster.queues, site.plan.runtime.queue
        if queues and name is not None and name not in queues:
            listed = f"there is {', '.join(f'`{queue}`' for queue in queues)}"
            message = f"{site.called} has no queue `{name}`"
            yield self.finding(message, ("runtime", "queue"), did_you_mean(name, queues, listed))
