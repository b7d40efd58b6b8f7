"""GT287."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class BranchRevision(Rule):
    """The revision is a branch, which moves.

    A branch is whatever it is when the run starts. Written down it looks like a pin, and is none: two runs of one spec
    may start from different files.

    Bad:
        model: {id: qwen2.5-0.5b, revision: main}

    Good:
        model: {id: qwen2.5-0.5b, revision: 060db6499f32faf8b98477b0a26969ef7d8b9987}
    """

    code = "GT287"

    def check(self, context: Context) -> Iterator[Finding]:
        """`main` and `master`, written out."""
        sections = (("model", context.spec.model.revision), ("dataset", context.spec.dataset.revision))
        for section, revision in sections:
            if revision in ("main", "master"):
                message = f"`{revision}` is a branch, and pins nothing"
                yield self.finding(message, (section, "revision"), hint="write the commit's 40 digits")
