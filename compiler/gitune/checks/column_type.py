"""GT411."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.base import Check, facts_of, learned_columns
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan
from gitune.spec.words import quoted


class ColumnType(Check):
    """The column holds something else than the run reads from it.

    A prompt, an answer and plain text are text; a conversation is a list of messages. A column of another type ends
    the run at its first row.

    Bad:
        spec:
          dataset: {kind: instruct, columns: {input: question, output: score}}
        lock:
          columns: {question: text, score: number}

    Good:
        spec:
          dataset: {kind: instruct, columns: {input: question, output: answer}}
        lock:
          columns: {question: text, answer: text}
    """

    code = "GT411"

    def check(self, plan: Plan) -> Iterator[Finding]:
        """Every column that is read and has another type."""
        facts = facts_of(plan)
        types = {column.name: column.type for column in facts.columns} if facts else {}
        for role, name in learned_columns(plan).items():
            wanted = "list" if role == "messages" else "text"
            if name in types and types[name] not in (wanted, "other"):
                message = f"{quoted(name)} holds {_plural(types[name])}, and {role} is {_meaning(wanted)}"
                yield self.finding(message, ("dataset", "columns", role), hint="name another column")


def _plural(kind: str) -> str:
    return "text" if kind == "text" else f"{kind}s"


def _meaning(kind: str) -> str:
    return "a list of messages" if kind == "list" else "text"
