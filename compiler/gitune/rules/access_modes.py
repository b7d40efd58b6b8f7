"""GT234."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class AccessModes(Rule):
    """Several nodes need a volume that several nodes can mount.

    Every node reads the base model from the volume and one writes the result. A volume of `ReadWriteOnce`
    attaches to one node: the pods of the others wait for ever, with their GPUs.

    Bad:
        resources: {accelerator: a100-80gb, gpusPerNode: 8, nodes: 2}
        storage: {accessModes: [ReadWriteOnce]}

    Good:
        resources: {accelerator: a100-80gb, gpusPerNode: 8, nodes: 2}
        storage: {accessModes: [ReadWriteMany]}
    """

    code = "GT234"

    def check(self, context: Context) -> Iterator[Finding]:
        """Several nodes without ReadWriteMany; ReadWriteOncePod beside another mode."""
        modes, nodes = context.spec.storage.access_modes, context.spec.resources.nodes
        path = ("storage", "accessModes")
        if modes == "auto":
            return
        if nodes > 1 and "ReadWriteMany" not in modes:
            yield self.finding(f"{nodes} nodes cannot mount this volume", path, hint="write `[ReadWriteMany]`")
        if "ReadWriteOncePod" in modes and len(set(modes)) > 1:
            message = "`ReadWriteOncePod` excludes every other access mode"
            yield self.finding(message, path, hint="Kubernetes refuses the claim: keep one of them")
