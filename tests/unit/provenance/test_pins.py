"""What a lock has to pin before provenance is given."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.diagnostics.model import Finding
from gitune.lock.model import Lock
from gitune.plan.pinned import versions_of
from gitune.plan.planner import plan
from gitune.project.model import DEFAULT_PROJECT, Project
from gitune.provenance.pins import pins_of
from gitune.spec.finetune import FineTune
from unit.provenance.locks import catalog, document, lock_of, spec_bytes

DATA = spec_bytes("llama3.2-1b-alpaca")


def refused(lock: Lock | None, data: bytes = DATA, project: Project = DEFAULT_PROJECT) -> tuple[Finding, ...]:
    made = plan(FineTune.model_validate(document(data).data), catalog(), project, lock).plan
    assert made is not None
    pinned = pins_of(made, lock, "finetune.lock.yaml", versions_of(catalog(), project))
    assert (pinned.pins is None) == bool(pinned.findings)
    assert {finding.code for finding in pinned.findings} <= {"GT470"}
    return pinned.findings


def test_a_whole_lock_is_accepted() -> None:
    assert refused(lock_of(DATA)) == ()


def test_no_lock_is_refused() -> None:
    (finding,) = refused(None)
    assert "there is no finetune.lock.yaml" in finding.message
    assert "gitune lock" in (finding.hint or "")


@pytest.mark.parametrize("section", ["model", "dataset", "images"])
def test_every_section_is_needed(section: str) -> None:
    (finding,) = refused(lock_of(DATA, **{section: None}))
    assert section in finding.message


def test_everything_that_is_missing_is_told_at_once() -> None:
    nothing: dict[str, Any] = {"model": None, "dataset": None, "images": None}
    assert len(refused(lock_of(DATA, **nothing))) == 3


def test_every_file_needs_a_digest() -> None:
    lock = lock_of(DATA)
    assert lock.model is not None
    loose = lock.model.files[0].model_copy(update={"sha256": None, "git_oid": None})
    files = (loose, *lock.model.files[1:])
    (finding,) = refused(lock.model_copy(update={"model": lock.model.model_copy(update={"files": files})}))
    assert loose.path in finding.message


def test_what_has_no_digests_is_told_where_to_go() -> None:
    data = spec_bytes("quickstart")
    findings = refused(lock_of(data, model=None, dataset=None), data)
    assert [finding.path for finding in findings] == [("model", "source"), ("dataset", "source")]
    assert all("s3://" in (finding.hint or "") for finding in findings)


def test_digests_of_the_project_need_no_lock() -> None:
    names = {role: f"reg.example/{role}@sha256:{'0' * 64}" for role in ("initializer", "trainer")}
    assert refused(lock_of(DATA, images=None), project=Project.model_validate({"images": names})) == ()
