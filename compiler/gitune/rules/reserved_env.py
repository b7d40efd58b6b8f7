"""GT219."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_RESERVED = re.compile(
    r"(PET|GITUNE|TORCHELASTIC|KUBEFLOW_TRAINER|JOB_COMPLETION)_.*"
    r"|STORAGE_URI|ACCESS_TOKEN|(LOCAL_|GROUP_|NODE_|ROLE_)?RANK|(LOCAL_|GROUP_|ROLE_)?WORLD_SIZE|MASTER_(ADDR|PORT)"
    r"|(CUDA|NVIDIA)_VISIBLE_DEVICES"
)


class ReservedEnv(Rule):
    """The variable is set by gitune, Kubeflow Trainer or torchrun.

    Sources, ranks and addresses reach the containers as environment variables. A value of one's own breaks the
    run, or is refused by Trainer's webhook (`PET_*`). `NVIDIA_VISIBLE_DEVICES` would give a pod GPUs that it did
    not ask for.

    Bad:
        runtime:
          env: {PET_NPROC_PER_NODE: "4"}

    Good:
        resources: {accelerator: a100-80gb, gpusPerNode: 4}
        runtime:
          env: {NCCL_DEBUG: INFO}
    """

    code = "GT219"

    def check(self, context: Context) -> Iterator[Finding]:
        """Reserved names; HF_TOKEN when a secretRef sets it."""
        spec = context.spec
        has_token = spec.model.secret_ref is not None or spec.dataset.secret_ref is not None
        for name in spec.runtime.env:
            path = ("runtime", "env", name)
            if _RESERVED.fullmatch(name):
                yield self.finding(f"`{name}` is set for you", path, at="key", hint="remove it")
            elif name == "HF_TOKEN" and has_token:
                yield self.finding("`HF_TOKEN` is set from `secretRef` already", path, at="key", hint="remove it")
