"""Fills a target with what a request wants: the one path that all sources share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gitune_initializer import globs, space, volume
from gitune_initializer.delivery import Delivery
from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.lock import exclusive
from gitune_initializer.paths import is_fit_for_target
from gitune_initializer.progress import human, say
from gitune_initializer.request import Entry, Listing, Request
from gitune_initializer.retry import Stop
from gitune_initializer.settings import Settings
from gitune_initializer.sources import open_source
from gitune_initializer.state import Arrival, Record, State


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
    if record is None or (settings.pins and set(record.entries) != set(_wanted(settings, settings.pins.listing))):
        return False
    size = sum(entry.size for entry in record.entries)
    say(f"{settings.target} already holds {len(record.entries)} files, {human(size)}, of {_origin(record)}")
    return True


def _fill(settings: Settings, state: State) -> None:
    state.prepare()  # again: the start that held the lock before may have tidied up
    request, records = settings.request, state.records()
    source = open_source(settings)
    listing = settings.pins.listing if settings.pins else source.listing(_known_commit(request, records))
    wanted = _wanted(settings, listing)
    _refuse_mixture(settings, state, records, wanted)
    held = _held(records, state, wanted)
    journal = state.journal(Record(request, listing.commit, tuple(held.values())))
    with _stop_on_exit() as stop:
        delivery = Delivery(settings, source, state, volume.choose(settings.workspace, settings.target), stop)
        held |= delivery.run([entry for entry in wanted if entry not in held], journal)
    record = Record(request, listing.commit, tuple(held[entry] for entry in wanted))
    state.complete(record)
    say(f"{settings.target} holds {len(wanted)} files of {_origin(record)}")


def _known_commit(request: Request, records: Sequence[Record]) -> str | None:
    """The commit that this folder already stands for: a branch that moved meanwhile must not mix two of them."""
    return next((record.commit for record in records if record.request.same_origin(request)), None)


def _wanted(settings: Settings, listing: Listing) -> list[Entry]:
    request = settings.request
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
        for entry in (arrival.entry for arrival in record.arrivals if state.is_present(arrival)):
            if not fresh.get(entry.path, entry).same_content(entry):
                raise InitializerError(
                    ExitCode.UNFIT,
                    f"{settings.target} already holds another {entry.path}, of {_origin(record)}: "
                    "give this source a folder of its own.",
                )


def _held(records: Sequence[Record], state: State, wanted: list[Entry]) -> dict[Entry, Arrival]:
    arrivals = {arrival.entry: arrival for record in records for arrival in record.arrivals}
    known = {entry: arrivals[entry] for entry in wanted if entry in arrivals}
    return {entry: arrival for entry, arrival in known.items() if state.is_present(arrival)}


def _origin(record: Record) -> str:
    return f"{record.request.source}@{record.commit}" if record.commit else record.request.source


@contextmanager
def _stop_on_exit() -> Iterator[Stop]:
    stop = Stop()
    try:
        yield stop
    finally:
        stop.set()
