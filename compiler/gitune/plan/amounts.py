"""How much a run learns: rows, steps, tokens. None where the lock does not know."""

from __future__ import annotations

from gitune.catalog.model import ModelEntry
from gitune.plan.model import Plan
from gitune.plan.rows import selected_rows
from gitune.plan.sizes import adapter_parameters
from gitune.spec.method import Full, Method


def rows(plan: Plan) -> int | None:
    """Rows of one epoch."""
    return selected_rows(plan)


def steps(plan: Plan) -> int | None:
    """Optimizer steps of the run. torchtune drops the rows that fill no step. How many packing makes is not known."""
    known = rows(plan)
    if known is None or plan.dataset.packed:
        return plan.training.max_steps if known is None else None
    each = known // plan.training.batch.global_size
    if plan.training.max_steps is not None:
        return min(each, plan.training.max_steps)
    return each * plan.training.epochs


def row_tokens(plan: Plan) -> float | None:
    """Tokens of a row on average, at most: each row of the lock's sample counts as long as its bar of the histogram."""
    facts = plan.dataset.locked.facts if plan.dataset.locked else None
    if facts is None or facts.tokens is None:
        return None
    limit = min(plan.training.max_seq_len, facts.tokens.longest)
    return sum(bar.rows * min(bar.up_to, limit) for bar in facts.tokens.histogram) / facts.tokens.sample


def tokens(plan: Plan) -> int | None:
    """Tokens that the run learns from, at most."""
    each, known, taken = row_tokens(plan), rows(plan), steps(plan)
    if each is None:
        return None
    if taken is not None and known is not None:
        return round(each * taken * plan.training.batch.global_size)
    if known is None or plan.training.max_steps is not None:
        return None
    return round(each * known * plan.training.epochs)


def trainable(entry: ModelEntry, method: Method) -> int:
    """Parameters that learn."""
    return entry.parameters if isinstance(method, Full) else adapter_parameters(entry.architecture, method)
