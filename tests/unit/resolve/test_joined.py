"""Pins of several runs in one lock, and what each run finds there again."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.lock.facts import Bucket, Column, DatasetFacts, Split, Tokens
from gitune.lock.model import Lock, LockedDataset, LockedFile, LockedImage, LockedImages, LockedModel
from gitune.lock.read import read_lock
from gitune.lock.write import lock_text
from gitune.plan.model import Plan, SourcePlan
from gitune.project.model import Project
from gitune.resolve.images import images_of
from gitune.resolve.joined import joined
from gitune.resolve.leftovers import leftovers
from gitune.resolve.seen import Seen, seen
from gitune.resolve.wishes import FileWish, Pinned, Pins, Wish
from support.specs import catalog, made

MINIO, CEPH = "https://minio.example.com", "https://ceph.example.com"


def wish(*, asked: bool = True, project: dict[str, Any] | None = None, **changes: Any) -> Wish:
    return Wish(made(**changes), Project.model_validate(project or {}), catalog(), asked)


def entry(source: SourcePlan, content: str) -> dict[str, Any]:
    file = LockedFile(path="tokenizer.json", size=1, sha256=content * 64)
    return {"source": source.uri, "requested": source.requested, "wanted": source.files, "files": (file,)}


def facts(plan: Plan, longest: int) -> DatasetFacts:
    tokens = Tokens(sample=1, longest=longest, counted="instruct: input, output", histogram=(Bucket(upTo=9, rows=1),))
    return DatasetFacts(
        format=plan.dataset.format,
        splits=(Split(name="train", rows=9),),
        columns=(Column(name="input", type="text"),),
        sample=1,
        tokens=tokens,
    )


def pinned(run: Wish, model: str = "a", dataset: str = "b", longest: int = 9) -> Pinned:
    """Made-up pins; `model` and `dataset` stand for their content."""
    plan, names = run.plan, images_of(run.catalog, run.project)
    digest = {name: LockedImage(image=name, digest=f"sha256:{len(name):064x}") for name in names.values()}
    return Pinned(
        run,
        Pins(
            LockedModel(**entry(plan.model.source, model)),
            LockedDataset(**entry(plan.dataset.source, dataset), facts=facts(plan, longest)),
            LockedImages(initializer=digest[names["initializer"]], trainer=digest[names["trainer"]]),
        ),
    )


def lock_of(*runs: Pinned, existing: Lock | None = None, complete: bool = True) -> Lock:
    """The joined lock, as its file gives it back."""
    made = joined(runs, FileWish(tuple(run.wish for run in runs), existing, complete))
    result = read_lock(lock_text(made).encode(), "finetune.lock.yaml")
    assert result.lock == made, result.diagnostics
    return result.lock


def seen_by(lock: Lock, *runs: Wish) -> list[Seen]:
    return seen(FileWish(runs, lock))


def content(locked: LockedModel | LockedDataset | None) -> str | None:
    return locked.files[0].sha256[0] if locked and locked.files[0].sha256 else None


def model(source: str, **more: Any) -> dict[str, Any]:
    return {"model": {"source": source, **more}}


def test_one_run_has_a_lock_without_lists() -> None:
    text = lock_text(lock_of(pinned(wish())))
    assert "other" not in text
    assert "endpoint" not in text
    assert "tokenizer: []" in text
    assert text.count("split") == 1  # the facts' own list


def test_runs_that_name_the_same_have_the_lock_of_one() -> None:
    runs = (wish(training={"learningRate": 1e-4}), wish(training={"learningRate": 2e-4}))
    assert lock_of(*map(pinned, runs)) == lock_of(pinned(runs[0]))


def test_one_source_at_two_endpoints_is_two_entries() -> None:
    runs = [wish(**model("s3://models/x", endpoint=endpoint)) for endpoint in (MINIO, CEPH, None)]
    lock = lock_of(*(pinned(run, content) for run, content in zip(runs, "abc", strict=True)))
    assert [one.endpoint for one in lock.models] == [MINIO, CEPH, None]
    assert [content(one.lock.model) for one in seen_by(lock, *runs) if one.lock] == ["a", "b", "c"]


def test_an_endpoint_is_not_said_where_there_is_one() -> None:
    run = wish(**model("s3://models/x", endpoint=MINIO))
    lock = lock_of(pinned(run))
    assert lock.models[0].endpoint is None
    (found,) = seen_by(lock, run)
    assert found.lock is not None
    assert content(found.lock.model) == "a"


def test_a_second_endpoint_makes_both_be_asked() -> None:
    runs = [wish(**model("s3://models/x", endpoint=endpoint)) for endpoint in (MINIO, CEPH)]
    lock = lock_of(pinned(runs[0]))
    assert [one.lock.model for one in seen_by(lock, *runs) if one.lock] == [None, None]


def test_facts_say_whose_they_are_where_models_differ() -> None:
    runs = [wish(**model(f"hf://org/{name}")) for name in "xyz"]
    lock = lock_of(pinned(runs[0], "a", longest=5), pinned(runs[1], "d", longest=7), pinned(runs[2], "a", longest=5))
    (dataset,) = lock.datasets
    assert dataset.facts is not None
    every = (dataset.facts, *dataset.other_facts)
    assert [one.tokenizer for one in every] == ["a" * 64, "d" * 64]
    views = [one.lock.dataset.facts for one in seen_by(lock, *runs) if one.lock and one.lock.dataset]
    assert [one.tokens.longest for one in views if one and one.tokens] == [5, 7, 5]


def test_facts_of_another_tokenizer_are_not_taken() -> None:
    first, second = wish(**model("hf://org/x")), wish(**model("hf://org/y"))
    other = wish(**model("hf://org/y"), dataset={"source": "hf://org/rows"})
    lock = lock_of(pinned(first, "a"), pinned(other, "d"))
    (found,) = seen_by(lock, second)
    assert not found.facts_fit
    assert found.lock is not None
    assert found.lock.dataset is not None
    assert found.lock.dataset.facts is not None
    assert found.lock.dataset.facts.tokens is None
    assert found.lock.dataset.facts.columns == (Column(name="input", type="text"),)


def test_a_second_split_makes_both_be_read() -> None:
    first, second = wish(), wish(dataset={"split": "test"})
    lock = lock_of(pinned(first))
    assert [one.facts_fit for one in seen_by(lock, first, second)] == [False, False]
    assert [one.facts_fit for one in seen_by(lock, first)] == [True]
    both = lock_of(pinned(first), pinned(second))
    assert [one.facts_fit for one in seen_by(both, first, second)] == [True, True]


def test_what_was_asked_for_now_wins_over_what_another_kept() -> None:
    kept, asked = wish(asked=False), wish(training={"learningRate": 1e-4})
    lock = lock_of(pinned(kept, "a"), pinned(asked, "d"))
    assert [content(one) for one in lock.models] == ["d"]


def test_what_others_name_stays_where_not_all_runs_are_known() -> None:
    first, second = wish(), wish(**model("hf://org/y"), project={"images": {"trainer": "ghcr.io/a/b:1"}})
    both = lock_of(pinned(first, "a"), pinned(second, "d"))
    assert lock_of(pinned(first, "a"), existing=both, complete=False) == both
    assert lock_of(pinned(first, "a"), existing=both) == lock_of(pinned(first, "a"))


@pytest.mark.parametrize("left", ["models", "datasets", "images", "versions"])
def test_what_no_run_names_is_left_over(left: str) -> None:
    changes: dict[str, Any] = {
        "models": model("hf://org/y"),
        "datasets": {"dataset": {"source": "hf://org/rows"}},
        "images": {"project": {"images": {"trainer": "ghcr.io/a/b:1"}}},
        "versions": {"project": {"target": {"trainer": "2.2"}}},
    }
    lock = lock_of(pinned(wish()), pinned(wish(**changes[left])))
    found = leftovers(lock, [wish()])
    assert {name for name, entries in found._asdict().items() if entries} == {left}
    assert leftovers(lock, [wish(), wish(**changes[left])]) == leftovers(None, [])
