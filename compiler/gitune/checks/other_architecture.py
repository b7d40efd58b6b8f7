"""GT410."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.base import Check
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan

_NAMES = {
    "model_type": "model_type",
    "layers": "num_hidden_layers",
    "hidden_size": "hidden_size",
    "heads": "num_attention_heads",
    "kv_heads": "num_key_value_heads",
    "intermediate_size": "intermediate_size",
    "vocab_size": "vocab_size",
}
"""Facts, and what config.json calls them."""


class OtherArchitecture(Check):
    """The repository's model is not the one that its catalog name says.

    `model.id` fixes the architecture that the trainer builds. Weights of another shape do not load into it: the run
    ends after the download, or loads what happens to fit.

    Bad:
        spec:
          model: {id: qwen2.5-0.5b, source: "hf://Qwen/Qwen2.5-1.5B"}
        lock:
          config: {layers: 28, hiddenSize: 1536}

    Good:
        spec:
          model: {id: qwen2.5-0.5b, source: "hf://team/qwen-0.5b-support"}
        lock:
          config: {layers: 24, hiddenSize: 896}
    """

    code = "GT410"

    def check(self, plan: Plan) -> Iterator[Finding]:
        """Every number of config.json that differs from the catalog's, in one finding."""
        locked, architecture = plan.model.locked, plan.model.entry.architecture
        if locked is None or locked.facts is None:
            return
        differing = []
        for field, name in _NAMES.items():
            found, known = getattr(locked.facts, field), getattr(architecture, field)
            if found is not None and found != known:
                differing.append(f"{name} {found} instead of {known}")
        if differing:
            said = f"its config.json has {', '.join(differing)}"
            message = f"{plan.model.source.uri} is not a `{plan.model.entry.id}`: {said}"
            hint = "name the model that it is; `gitune models` lists them all"
            yield self.finding(message, ("model", "id"), hint=hint)
