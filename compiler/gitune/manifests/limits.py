"""What a spec asks for that an installed runtime does not take from a TrainJob."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan


def find_limits(plan: Plan) -> Iterator[Finding]:
    """Every such field, at its place in the spec. Volumes and placement are taken, nothing else."""
    runtime = plan.runtime
    if runtime.scope != "existing":
        return
    written = {
        "priorityClassName": runtime.priority_class_name is not None,
        "activeDeadline": runtime.active_deadline is not None,
        "maxRestarts": "max_restarts" in runtime.model_fields_set,
    }
    for field in (name for name, is_written in written.items() if is_written):
        message = f"an installed runtime decides `{field}` itself: a TrainJob cannot change it"
        hint = f"Set it in `{runtime.name}`, or use the scope `cluster` or `namespace`."
        yield Finding("GT354", message, ("runtime", field), at="key", hint=hint)
