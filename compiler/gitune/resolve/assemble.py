"""Many specs at once: every distinct source and image is one task, however many specs share it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Any

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Severity
from gitune.resolve.joined import joined
from gitune.resolve.network import Network
from gitune.resolve.sections import Sections
from gitune.resolve.seen import seen
from gitune.resolve.sources import Sources
from gitune.resolve.wishes import Choices, FileWish, Outcome, Pinned, Pins, Said

Task = tuple[Hashable, Callable[[], Any]]
Answers = dict[Hashable, "Future[Any]"]
Progress = Callable[[int, int], None]


def lock_all(files: Sequence[FileWish], choices: Choices, network: Network, progress: Progress) -> list[Outcome]:
    """Locks every spec; the outcomes stand in the order of the wishes."""
    sources = Sources(network, choices.copies)
    sections = [[Sections(each, choices, sources) for each in seen(file)] for file in files]
    asked = [each for runs in sections for each in runs if each.wish.asked]
    answers = run_once([task for each in asked for task in each.tasks()], network, progress)
    return [_outcome(file, runs, answers) for file, runs in zip(files, sections, strict=True)]


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


def _outcome(file: FileWish, sections: Sequence[Sections], answers: Answers) -> Outcome:
    runs, said = [], []
    for each in sections:
        remarks: list[Said] = []
        runs.append(Pinned(each.wish, _pins(each, answers, remarks) if each.wish.asked else each.standing()))
        said.append(tuple(dict.fromkeys(remarks)))
    if any(severity_of(one.remark.code) is Severity.ERROR for remarks in said for one in remarks):
        return Outcome(None, tuple(tuple(one for one in remarks if one.remark.code != "GT442") for remarks in said))
    return Outcome(joined(runs, file), tuple(said))


def _pins(sections: Sections, answers: Answers, said: list[Said]) -> Pins:
    return Pins(sections.model(answers, said), sections.dataset(answers, said), sections.images(answers, said))
