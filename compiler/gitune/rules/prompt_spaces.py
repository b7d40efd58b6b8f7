"""GT266."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class PromptSpaces(Rule):
    r"""The system prompt begins or ends with white space.

    White space is tokens too, and at inference hardly anybody writes it. A block of text in YAML (`|`) ends in a line
    break unless it is written as `|-`.

    Bad:
        dataset: {systemPrompt: "You answer briefly.\n"}

    Good:
        dataset: {systemPrompt: You answer briefly.}
    """

    code = "GT266"

    def check(self, context: Context) -> Iterator[Finding]:
        """White space at either end."""
        prompt = context.spec.dataset.system_prompt
        if prompt is not None and prompt != prompt.strip():
            side = "ends" if prompt == prompt.lstrip() else "begins"
            message = f"the system prompt {side} with white space, which the model then learns to expect"
            yield self.finding(
                message, ("dataset", "systemPrompt"), hint="remove it; in YAML `|-` leaves out the last line break"
            )
