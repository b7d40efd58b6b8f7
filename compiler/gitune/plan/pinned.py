"""Whether the lock covers the run: what floats is named, and refused where the project or the command asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from gitune.catalog.model import Catalog
from gitune.plan.model import Plan, SourcePlan
from gitune.plan.notes import Notes
from gitune.project.model import Project

if TYPE_CHECKING:
    from gitune.lock.model import Lock, Versions

HINT = "run `gitune lock`, and commit what it writes"
_COMMIT = re.compile(r"[0-9a-f]{40}|sha256:[0-9a-f]{64}")


def check_versions(lock: Lock | None, catalog: Catalog, project: Project, notes: Notes) -> None:
    """Reports a lock that was made for other versions than the catalog and the project name now."""
    if lock is None:
        return
    now = versions_of(catalog, project)
    if fitting_versions(lock, now) is not None:
        return
    for name, version in now.items():
        locked = list(dict.fromkeys(getattr(versions, name) for versions in lock.all_versions))
        if version not in locked or len(locked) > 1:
            message = f"the lock is for {name} {' and '.join(locked)}; what runs now is {version}"
            notes.report("GT401", message, ("metadata", "name"), hint=HINT)


def versions_of(catalog: Catalog, project: Project) -> dict[str, str]:
    """What a run is made for, as the catalog and the project say it."""
    return {"torch": catalog.images.torch, "torchtune": catalog.torchtune.version, "trainer": project.target.trainer}


def fitting_versions(lock: Lock, now: Mapping[str, str]) -> Versions | None:
    """The lock's entry for these versions."""
    return next((one for one in lock.all_versions if all(getattr(one, name) == now[name] for name in now)), None)


def check_pinned(plan: Plan, project: Project, notes: Notes) -> None:
    """Reports what nothing pins: a warning, or an error where everything has to be."""
    if plan.upstream is not None:
        _report_upstream(plan.upstream.runtime.id, project, notes)
        return
    floating = tuple(_floating(plan, strict=project.require_lock))
    if not floating:
        return
    if project.require_lock:
        notes.report("GT403", f"nothing pins {_joined(floating)}", ("metadata", "name"), hint=HINT)
    else:
        message = f"nothing pins {_joined(floating)}: another day may bring other bytes"
        notes.report("GT402", message, ("metadata", "name"), hint=HINT)


def _report_upstream(name: str, project: Project, notes: Notes) -> None:
    """No lock helps: Kubeflow's initializers and images take no pins."""
    code, hint = "GT403" if project.require_lock else "GT402", "use the scope `cluster` or `namespace`"
    message = f"`{name}` fetches whatever is newest and runs images without a tag: no lock can pin a run on it"
    notes.report(code, message, ("runtime", "name"), hint=hint)


def _floating(plan: Plan, *, strict: bool) -> Iterator[str]:
    """What may be something else when the run starts. A commit alone says what is meant, but proves no byte."""
    for name, source in (("the model", plan.model.source), ("the dataset", plan.dataset.source)):
        if source.locked is None and (strict or not _is_commit(source)):
            yield f"{name} ({source.uri}{f' at {source.requested}' if source.kind == 'hf' else ''})"
    if not plan.images.pinned:
        yield "the images"


def _is_commit(source: SourcePlan) -> bool:
    return source.requested is not None and _COMMIT.fullmatch(source.requested) is not None


def _joined(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
