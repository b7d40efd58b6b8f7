"""GT284."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_ON = ("1", "ON", "YES", "TRUE")


class HubOffline(Rule):
    """The Hub is switched off, and a source is on it.

    Variables reach every container, also those that download. With `HF_HUB_OFFLINE` they refuse to, and the run ends
    before it began. The trainer works without the Hub by itself.

    Bad:
        runtime:
          env: {HF_HUB_OFFLINE: "1"}

    Good:
        runtime:
          env: {HF_HUB_DISABLE_TELEMETRY: "1"}
    """

    code = "GT284"

    def check(self, context: Context) -> Iterator[Finding]:
        """HF_HUB_OFFLINE or its older name, with a source on the Hub."""
        spec, model = context.spec, context.model
        sources = (spec.model.source or (model.source if model else None) or "", spec.dataset.source)
        if not any(source.startswith("hf://") for source in sources):
            return
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
            value = spec.runtime.env.get(name)
            if isinstance(value, str) and value.upper() in _ON:
                message = f"with `{name}` nothing can be downloaded"
                yield self.finding(message, ("runtime", "env", name), at="key", hint="remove it")
