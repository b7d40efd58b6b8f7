"""GT288."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_RUN = re.compile(r"[a-z][-a-z0-9]*-[a-z0-9]{8}")


class ResumedVolume(Rule):
    """The run to resume from stands on another volume.

    A run's volume is called like its fine-tune. One of another fine-tune wrote its result to that one's volume, and
    this run will not find it, unless both name one `storage.claimName`.

    Bad:
        metadata: {name: support-bot}
        training: {resumeFrom: legal-bot-1a2b3c4d}

    Good:
        metadata: {name: support-bot}
        training: {resumeFrom: support-bot-1a2b3c4d}
    """

    code = "GT288"

    def check(self, context: Context) -> Iterator[Finding]:
        """A run of another name, without a shared claim."""
        spec = context.spec
        run = spec.training.resume_from
        if run is None or spec.storage.claim_name is not None or not _RUN.fullmatch(run):
            return
        if not _is_here(run[:-9], spec.metadata.name, context.family):
            message = f"`{run}` wrote to the volume of `{run[:-9]}`, not to this one's"
            hint = "name that volume in `storage.claimName`"
            yield self.finding(message, ("training", "resumeFrom"), hint=hint)


def _is_here(name: str, own: str, family: str | None) -> bool:
    """Whether a fine-tune of this name writes to the run's volume, which all runs of a matrix share."""
    return name in (own, family) or (family is not None and name.startswith(f"{family}-"))
