"""The base model: its catalog entry, its source, and where the starting weights stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gitune.catalog.model import Catalog, ModelEntry, Weights
from gitune.diagnostics.model import Path
from gitune.diagnostics.nearest import did_you_mean
from gitune.plan.model import WORKSPACE, ModelPlan
from gitune.plan.notes import Notes
from gitune.plan.sources import Landing, SourceFields, placed, read_reference, resolve_source
from gitune.spec.finetune import FineTune
from gitune.spec.words import quoted

if TYPE_CHECKING:
    from gitune.lock.model import Lock, LockedModel

_RUN_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_RUN_NAME_MAX = 33


def plan_model(spec: FineTune, catalog: Catalog, lock: Lock | None, notes: Notes) -> ModelPlan | None:
    """Finds the model in the catalog and settles where its files come from."""
    entry = catalog.models.get(spec.model.id)
    if entry is None:
        hint = did_you_mean(spec.model.id, catalog.models, "`gitune models` lists them all")
        notes.report("GT201", f"the catalog has no model {quoted(spec.model.id)}", ("model", "id"), hint=hint)
        return None
    fields = _source_fields(spec, entry, lock, notes)
    reference = read_reference(fields, notes) if fields else None
    run = _resumed_run(spec.training.resume_from, notes)
    if fields is None or reference is None:
        return None
    wanted = entry.files if run else (*weight_patterns(entry.weights), *entry.files)
    source = resolve_source(reference, fields, Landing(WORKSPACE / "model", placed(reference, wanted)), notes)
    if entry.gated and reference.kind == "hf" and spec.model.secret_ref is None:
        message = f"`{entry.id}` is gated: its files are not to be had without an access token"
        hint = "name a Secret with the token in `model.secretRef`"
        notes.report("GT208", message, fields.text_path, hint=hint)
    return ModelPlan(entry, source, run, next((one for one in _pinned(lock) if one is source.locked), None))


def weight_patterns(weights: Weights) -> tuple[str, ...]:
    """Glob patterns of the checkpoint files."""
    if weights.sharded is not None:
        return (weights.sharded.filename_format.format("*", weights.sharded.max_filename),)
    return weights.files or ()


def _source_fields(spec: FineTune, entry: ModelEntry, lock: Lock | None, notes: Notes) -> SourceFields | None:
    text, path = spec.model.source, _path("source")
    if text is None:
        text, path = entry.source, _path("id")
    if text is None:
        message = f"the catalog knows no repository for `{entry.id}`"
        notes.report("GT202", message, path, hint="say where its files are in `model.source`")
        return None
    if spec.model.source is None:
        notes.decide(_path("source"), text, f"the catalog's repository of `{entry.id}`")
    model = spec.model
    return SourceFields("model", text, path, model.revision, model.secret_ref, model.endpoint, _pinned(lock))


def _pinned(lock: Lock | None) -> tuple[LockedModel, ...]:
    return lock.models if lock else ()


def _path(field: str) -> Path:
    return ("model", field)


def _resumed_run(run: str | None, notes: Notes) -> str | None:
    """The name of an earlier run on the same volume, whose model then stands where docs/image-contract.md says."""
    if run is None or (len(run) <= _RUN_NAME_MAX and _RUN_NAME.fullmatch(run)):
        return run
    hint = "a run's name is that of its TrainJob, such as `support-bot-1a2b3c4d`"
    notes.report("GT218", f"{quoted(run)} is no name of a run", ("training", "resumeFrom"), hint=hint)
    return None
