"""A lock to pins that leave nothing open, or what it leaves open. Provenance with a gap is worse than none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gitune.diagnostics.model import Finding
from gitune.lock.model import Lock
from gitune.plan.model import Plan, SourcePlan
from gitune.plan.pinned import fitting_versions
from gitune.provenance.evidence import Pins
from gitune.provenance.uris import Role

CODE = "GT470"
_LOCK = "run `gitune lock`, and commit what it writes"
_NO_DIGEST = frozenset({"file", "pvc"})


class Pinned(NamedTuple):
    """The answer: pins unless something stands among the findings."""

    pins: Pins | None
    findings: tuple[Finding, ...]


def pins_of(plan: Plan, lock: Lock | None, lock_file: str, versions: Mapping[str, str]) -> Pinned:
    """What pins the run of a plan that was made with this lock.

    Args:
        plan: the run.
        lock: that of the run's spec, which may hold pins of other runs, too.
        lock_file: its name, as diagnostics show it.
        versions: what the run is made for (`gitune.plan.pinned.versions_of`).
    """
    if lock is None:
        message = f"nothing pins what this run is made of: there is no {lock_file}"
        return Pinned(None, (Finding(CODE, message, (), "key", _LOCK),))
    model, dataset = plan.model.source, plan.dataset.source
    images = None if plan.runtime.scope == "existing" else plan.images
    findings = [*_open_source("model", model), *_open_source("dataset", dataset)]
    if images is not None and not images.pinned:
        hint = "run `gitune lock` where the registry can be reached, and commit what it writes"
        findings.append(Finding(CODE, "the lock leaves the images out", (), "key", hint))
    if findings or model.locked is None or dataset.locked is None:
        return Pinned(None, tuple(findings))
    return Pinned(Pins(model.locked, dataset.locked, images, fitting_versions(lock, versions) or lock.versions), ())


def _open_source(section: Role, wanted: SourcePlan) -> list[Finding]:
    locked, path = wanted.locked, (section, "source")
    if locked is None:
        hint = _LOCK
        if wanted.kind in _NO_DIGEST:
            hint = "put the files where they have digests (`hf://`, `s3://`, `gs://`, `oci://`), and lock them there"
        return [Finding(CODE, f"the lock does not pin the {section}, {wanted.uri}", path, hint=hint)]
    loose = [file.path for file in locked.files if not file.is_pinned]
    if loose:
        message = f"the lock does not say what {len(loose)} file(s) of the {section} are, such as `{loose[0]}`"
        return [Finding(CODE, message, path, hint=_LOCK)]
    return []
