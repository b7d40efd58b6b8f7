"""GT289."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.plan.references import Reference, parse_reference
from gitune.rules.base import Context, Rule


class OwnVolume(Rule):
    """The source is the volume that the run itself makes.

    Without `storage.claimName` gitune renders a volume that is called like the fine-tune, and it is empty when the run
    starts. A source on it is found only if somebody filled it before.

    Bad:
        metadata: {name: support-bot}
        dataset: {source: pvc://support-bot/data/train.jsonl, format: json}

    Good:
        metadata: {name: support-bot}
        dataset: {source: pvc://support-files/data/train.jsonl, format: json}
    """

    code = "GT289"

    def check(self, context: Context) -> Iterator[Finding]:
        """A `pvc://` source with the fine-tune's own name."""
        spec = context.spec
        if spec.storage.claim_name is not None:
            return
        for section, text in (("model", spec.model.source), ("dataset", spec.dataset.source)):
            reference = parse_reference(text or "")
            if isinstance(reference, Reference) and reference.claim == (context.family or spec.metadata.name):
                message = f"the volume `{reference.claim}` is the run's own, which is empty at first"
                yield self.finding(message, (section, "source"), hint="copy the files to a volume of another name")
