"""Many specs at once: every distinct source and image is one task, however many specs share it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Any

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Severity
from gitune.lock.model import Lock, LockedImages
from gitune.resolve.network import Network
from gitune.resolve.sections import Sections
from gitune.resolve.sources import Sources
from gitune.resolve.versions import versions_of
from gitune.resolve.wishes import Choices, Outcome, Said, Wish

Task = tuple[Hashable, Callable[[], Any]]
Answers = dict[Hashable, "Future[Any]"]
Progress = Callable[[int, int], None]


def lock_all(wishes: Sequence[Wish], choices: Choices, network: Network, progress: Progress) -> list[Outcome]:
    """Locks every spec; the outcomes stand in the order of the wishes."""
    sections = [Sections(wish, choices, Sources(network, choices.copies)) for wish in wishes]
    answers = run_once([task for section in sections for task in section.tasks()], network, progress)
    return [_outcome(section, answers) for section in sections]


def run_once(tasks: Sequence[Task], network: Network, progress: Progress) -> Answers:
    """Runs every distinct task, `network.jobs` at a time."""
    distinct = dict(tasks)
    pool = ThreadPoolExecutor(network.jobs, thread_name_prefix="lock")
    try:
        answers = {key: pool.submit(work) for key, work in distinct.items()}
        for done, _ in enumerate(as_completed(answers.values()), start=1):
            progress(done, len(answers))
    except BaseException:
        network.stop.set()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    return answers


def _outcome(sections: Sections, answers: Answers) -> Outcome:
    said: list[Said] = []
    model = sections.model(answers, said)
    dataset = sections.dataset(answers, said)
    images: LockedImages | None = sections.images(answers, said)
    said = list(dict.fromkeys(said))
    if any(severity_of(one.remark.code) is Severity.ERROR for one in said):
        return Outcome(None, tuple(one for one in said if one.remark.code != "GT442"))
    lock = Lock.model_construct(
        api_version="gitune.dev/v1alpha1",
        kind="FineTuneLock",
        model=model,
        dataset=dataset,
        images=images,
        versions=versions_of(sections.wish.catalog, sections.wish.project),
    )
    return Outcome(lock, tuple(said))
