"""The lock's file: read back what was written, the same bytes, and mistakes at their place."""

from __future__ import annotations

import pytest

from gitune.lock.facts import Bucket, Tokens
from gitune.lock.name import lock_name
from gitune.lock.read import read_lock
from gitune.lock.write import lock_text
from support.locks import lock_for


def test_what_is_written_reads_back_the_same() -> None:
    lock = lock_for({"tokens": {"16": 3, "900": 1}})
    result = read_lock(lock_text(lock).encode(), "finetune.lock.yaml")
    assert result.diagnostics == ()
    assert result.lock == lock
    assert lock_text(lock) == lock_text(result.lock)


def test_thousands_of_files_read() -> None:
    lock = lock_for({"files": [f"data/{number:05}.parquet" for number in range(5000)]})
    result = read_lock(lock_text(lock).encode(), "finetune.lock.yaml")
    assert result.lock == lock


@pytest.mark.parametrize("broken", [b"", b"[]", b"\xff", b"kind: FineTuneLock", b"a: *b"])
def test_what_is_no_lock_is_a_diagnostic(broken: bytes) -> None:
    result = read_lock(broken, "finetune.lock.yaml")
    assert result.lock is None
    assert result.diagnostics
    assert all(diagnostic.span and diagnostic.span.file == "finetune.lock.yaml" for diagnostic in result.diagnostics)


def test_each_spec_has_its_own() -> None:
    assert lock_name("finetune.yaml") == "finetune.lock.yaml"
    assert lock_name("bot.finetune.yaml") == "bot.finetune.lock.yaml"


@pytest.mark.parametrize(("limit", "share"), [(16, 0.5), (31, 0.5), (32, 0.25), (99, 0.25), (100, 0.0), (5000, 0.0)])
def test_share_over_a_limit(limit: int, share: float) -> None:
    bars = tuple(Bucket(upTo=up_to, rows=rows) for up_to, rows in ((16, 2), (32, 1), (100, 1)))
    assert Tokens(sample=4, longest=100, histogram=bars).share_over(limit) == share


def test_a_lock_of_one_run_says_nothing_of_others() -> None:
    text = lock_text(lock_for({"tokens": {"16": 3}}))
    assert "other" not in text
    assert "tokenizer: []" in text


def test_what_other_runs_name_reads_back_the_same() -> None:
    lock = lock_for({"tokens": {"16": 3}})
    assert lock.model is not None
    assert lock.dataset is not None
    assert lock.dataset.facts is not None
    facts = lock.dataset.facts.model_copy(update={"split": "test", "tokenizer": "a" * 64})
    lock = lock.model_copy(
        update={
            "dataset": lock.dataset.model_copy(update={"other_facts": (facts,)}),
            "other_models": (lock.model.model_copy(update={"requested": "v2", "endpoint": "https://example.com"}),),
        }
    )
    result = read_lock(lock_text(lock).encode(), "finetune.lock.yaml")
    assert result.lock == lock
    assert [model.requested for model in lock.models] == ["main", "v2"]
