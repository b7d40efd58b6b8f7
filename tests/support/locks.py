"""Locks from a plan and a few facts, for tests of what a lock changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitune.compiler import Compilation, compile_spec
from gitune.lock.model import Lock
from gitune.plan.model import SourcePlan
from gitune.project.model import Project
from support.specs import catalog, document, made

COMMIT = "7ae557604adf67be50417f59c2c2f167def9a775"


def lock_for(facts: Mapping[str, Any] | None = None, **changes: Any) -> Lock:
    """A lock that covers the spec with these changes. `facts` are written as the pages of the checks write them."""
    plan, facts = made(**changes), facts or {}
    names = facts.get("files") or ["data/train.parquet"]
    dataset = {
        **_source(plan.dataset.source),
        "gated": facts.get("gated", False),
        "files": [
            {"path": name, "size": facts.get("datasetBytes", 1000), "sha256": f"{number:064x}"}
            for number, name in enumerate(names)
        ],
        "facts": _facts(facts),
    }
    model = {
        **_source(plan.model.source),
        "files": [{"path": "config.json", "size": 500, "gitOid": "b" * 40}],
        "facts": facts.get("config", {}),
    }
    images = {"initializer": plan.images.initializer, "trainer": plan.images.trainer}
    return Lock.model_validate(
        {
            "apiVersion": "gitune.dev/v1alpha1",
            "kind": "FineTuneLock",
            "model": model,
            "dataset": dataset,
            "images": {role: {"image": image, "digest": f"sha256:{'d' * 64}"} for role, image in images.items()},
            "versions": {"torch": catalog().images.torch, "torchtune": "0.6.1", "trainer": "2.3"},
        }
    )


def compiled(lock: Lock | None, project: Project | None = None, **changes: Any) -> Compilation:
    return compile_spec(document(**changes), project or Project.model_validate({}), catalog(), lock)


def codes(compilation: Compilation) -> set[str]:
    return {diagnostic.code for diagnostic in compilation.diagnostics}


def _source(source: SourcePlan) -> dict[str, Any]:
    versions = {"requested": source.requested} if source.requested else {}
    pinned = {"revision": COMMIT} if source.kind == "hf" else {}
    return {"source": source.uri, "wanted": list(source.files), **versions, **pinned}


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    empty, tokens = facts.get("empty", {}), facts.get("tokens")
    columns = facts.get("columns", {"input": "text", "output": "text"})
    splits = facts.get("splits", {"train": 52002})
    made: dict[str, Any] = {
        "format": "parquet",
        "splits": [{"name": name, "rows": rows} for name, rows in splits.items()],
        "columns": [{"name": name, "type": kind, "empty": empty.get(name, 0)} for name, kind in columns.items()],
        "sample": 1000,
    }
    if tokens:
        bars = [{"upTo": int(limit), "rows": rows} for limit, rows in tokens.items()]
        made["tokens"] = {"sample": sum(tokens.values()), "longest": bars[-1]["upTo"], "histogram": bars}
    return made
