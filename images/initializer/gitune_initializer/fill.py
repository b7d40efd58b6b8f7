"""Fills a target with what a request wants: the one path that all sources share."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager

from gitune_initializer import globs, space
from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.lock import exclusive
from gitune_initializer.paths import is_fit_for_target
from gitune_initializer.progress import Progress, human, say
from gitune_initializer.request import Entry, Listing, Request
from gitune_initializer.settings import Settings
from gitune_initializer.sources import Source, open_source
from gitune_initializer.state import Journal, Record, State

_TRANSFERS_AT_ONCE = 8


def fill(settings: Settings) -> None:
    """Bring everything that is wanted and missing; do nothing at all when a marker says that nothing is."""
    state = State(settings.target)
    try:
        if _is_done(settings, state):
            return
        state.prepare()
        with exclusive(state.lock):
            if not _is_done(settings, state):
                _fill(settings, state)
    except OSError as error:
        raise space.explain(error, settings.target) from error


def _is_done(settings: Settings, state: State) -> bool:
    record = state.completed(settings.request)
    if record is None:
        return False
    size = sum(entry.size for entry in record.entries)
    say(f"{settings.target} already holds {len(record.entries)} files, {human(size)}, of {_origin(record)}")
    return True


def _fill(settings: Settings, state: State) -> None:
    state.prepare()  # again: the start that held the lock before may have tidied up
    request, records = settings.request, state.records()
    with _stop_on_exit() as stop:
        source = open_source(settings, stop)
        listing = source.listing(_known_commit(request, records))
        wanted = _wanted(request, listing)
        _refuse_mixture(settings, state, records, wanted)
        held = _held(request, records, state, wanted)
        journal = state.journal(request, listing.commit, held)
        missing = [entry for entry in wanted if entry not in held]
        _Transfers(settings, state, source, journal, stop).run(missing)
    state.complete(request, listing.commit, wanted)
    say(f"{settings.target} holds {len(wanted)} files of {_origin(Record(request, listing.commit, ()))}")


def _known_commit(request: Request, records: Sequence[Record]) -> str | None:
    """The commit that this folder already stands for: a branch that moved meanwhile must not mix two of them."""
    return next((record.commit for record in records if record.request.same_origin(request)), None)


def _wanted(request: Request, listing: Listing) -> list[Entry]:
    wanted, unmatched = globs.select(listing.entries, request.files)
    if unmatched or not wanted:
        what = f"matches {', '.join(map(repr, unmatched))}" if unmatched else "is there at all"
        raise InitializerError(
            ExitCode.NOT_FOUND,
            f"No file of {request.source} {what}: check the source, its revision and the wanted files.",
        )
    for entry in wanted:
        if not is_fit_for_target(entry.path):
            raise InitializerError(
                ExitCode.UNFIT,
                f"{request.source} has a file named {entry.path!r}, which is not a plain path below a folder: "
                "use a source without it.",
            )
    return wanted


def _refuse_mixture(settings: Settings, state: State, records: Sequence[Record], wanted: list[Entry]) -> None:
    """Raise where a wanted file would replace a different one that another request brought."""
    fresh = {entry.path: entry for entry in wanted}
    for record in records:
        if record.request.same_origin(settings.request):
            continue
        for entry in filter(state.is_present, record.entries):
            if fresh.get(entry.path, entry) != entry:
                raise InitializerError(
                    ExitCode.UNFIT,
                    f"{settings.target} already holds another {entry.path}, of {_origin(record)}: "
                    "give this source a folder of its own.",
                )


def _held(request: Request, records: Sequence[Record], state: State, wanted: list[Entry]) -> list[Entry]:
    known = {entry for record in records for entry in record.entries}
    return [entry for entry in wanted if entry in known and state.is_present(entry)]


def _origin(record: Record) -> str:
    return f"{record.request.source}@{record.commit}" if record.commit else record.request.source


@contextmanager
def _stop_on_exit() -> Iterator[threading.Event]:
    stop = threading.Event()
    try:
        yield stop
    finally:
        stop.set()


class _Transfers:
    """Moves missing files, several at once, and notes each one that stands at its place."""

    def __init__(
        self, settings: Settings, state: State, source: Source, journal: Journal, stop: threading.Event
    ) -> None:
        self._settings, self._state, self._source, self._journal = settings, state, source, journal
        self._stop = stop

    def run(self, missing: list[Entry]) -> None:
        """Bring all files, or raise what the first one failed with."""
        remaining = [entry for entry in missing if not self._linked(entry)]
        if not remaining:
            return
        needed = sum(entry.size - self._already(entry) for entry in remaining)
        space.require(self._settings.target, needed)
        say(f"fetching {len(remaining)} files, {human(needed)}, of {self._settings.request.source}")
        progress = Progress(len(remaining), needed)
        self._fetch_all(remaining, progress)
        say(f"fetched {progress.summary()}")

    def _linked(self, entry: Entry) -> bool:
        if self._already(entry) or not self._source.link(entry, self._state.partial(entry)):
            return False
        self._state.publish(entry)
        self._journal.add(entry)
        return True

    def _already(self, entry: Entry) -> int:
        """Bytes of the file that an interrupted start left; more than there should be are dropped."""
        partial = self._state.partial(entry)
        size = partial.stat().st_size if partial.exists() else 0
        if size > entry.size:
            partial.unlink()
            return 0
        return size

    def _fetch_all(self, entries: list[Entry], progress: Progress) -> None:
        pool = ThreadPoolExecutor(_TRANSFERS_AT_ONCE)
        try:
            futures = {pool.submit(self._fetch, entry, progress): entry for entry in entries}
            for future in as_completed(futures):
                future.result()
                self._journal.add(futures[future])
        finally:
            # Whoever waits for a network's time-out here would outlive the pod's grace period.
            self._stop.set()
            pool.shutdown(wait=False, cancel_futures=True)

    def _fetch(self, entry: Entry, progress: Progress) -> None:
        self._source.fetch(entry, self._state.partial(entry), progress)
        self._state.publish(entry)
        progress.file_done()
