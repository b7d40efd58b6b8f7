"""Brings missing files to their places, several at once: from the volume's store, by a link, or from the source."""

import hashlib
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from gitune_initializer import links, space
from gitune_initializer.digest import Digest
from gitune_initializer.errors import ExitCode, InitializerError, MismatchError
from gitune_initializer.partial import Partial
from gitune_initializer.progress import Progress, human, say
from gitune_initializer.request import Entry
from gitune_initializer.retry import Stop, StoppedError
from gitune_initializer.settings import Settings
from gitune_initializer.sources.protocol import NoRangesError, Source
from gitune_initializer.state import Arrival, Journal, State
from gitune_initializer.transfer import Transfer
from gitune_initializer.volume import Volume

_FILES_AT_ONCE = 8
_STREAMS_AT_ONCE = 8
_SEGMENT = 32 * 2**20


class Delivery:
    """One start's transfers."""

    def __init__(self, settings: Settings, source: Source, state: State, volume: Volume, stop: Stop) -> None:
        self._settings, self._source, self._state = settings, source, state
        self._store, self._workshop = volume
        self._stop = stop
        self._files = ThreadPoolExecutor(_FILES_AT_ONCE, "file")
        self._streams = ThreadPoolExecutor(_STREAMS_AT_ONCE, "stream")

    def run(self, missing: list[Entry], journal: Journal) -> dict[Entry, Arrival]:
        """Bring all files and note each in the journal, or raise what the first one failed with."""
        try:
            at_hand = dict(zip(missing, self._files.map(self._is_at_hand, missing), strict=True))
            arrivals = {entry: self._state.arrival(entry) for entry, here in at_hand.items() if here}
            for arrival in arrivals.values():
                journal.add(arrival)
            return arrivals | self._fetch_all([entry for entry, here in at_hand.items() if not here], journal)
        finally:
            # Whoever waits for a network's time-out here would outlive the pod's grace period.
            self._stop.set()
            for pool in (self._files, self._streams):
                pool.shutdown(wait=False, cancel_futures=True)

    def _is_at_hand(self, entry: Entry) -> bool:
        """Put the file at its place without moving bytes, where that is possible."""
        if self._is_taken(entry):
            return True
        scratch = self._state.scratch()
        if not self._source.link(entry, scratch):
            return False
        if entry.digest and entry.digest.of_file(scratch) != entry.digest:
            # Another's file: it is read once more on its own, and then refused.
            scratch.unlink()
            return False
        scratch.replace(self._state.place(entry))
        scratch.unlink(missing_ok=True)
        return True

    def _is_taken(self, entry: Entry) -> bool:
        if not (entry.digest and self._store.has(entry.digest, entry.size)):
            return False
        try:
            self._store.take(entry.digest, self._state.place(entry), self._state.scratch())
        except FileNotFoundError:
            return False
        return True

    def _fetch_all(self, entries: list[Entry], journal: Journal) -> dict[Entry, Arrival]:
        if not entries:
            return {}
        needed = sum(max(0, entry.size - self._workshop.allocated(self._key(entry))) for entry in entries)
        self._require_space(entries, needed)
        say(f"fetching {len(entries)} files, {human(needed)}, of {self._settings.request.source}")
        progress = Progress(len(entries), needed)
        futures = {self._files.submit(self._fetch, entry, progress): entry for entry in entries}
        arrivals = {}
        for future in as_completed(futures):
            # What failed is the reason; what it stopped is not, and may end before it.
            if not isinstance(future.exception(), StoppedError):
                arrivals[futures[future]] = future.result()
                journal.add(future.result())
        if len(arrivals) < len(entries):
            raise StoppedError
        say(f"fetched {progress.summary()}")
        return arrivals

    def _require_space(self, entries: list[Entry], needed: int) -> None:
        kept_twice = sum(entry.size for entry in entries if entry.digest)
        if kept_twice and not links.are_possible(self._state.scratch().parent):
            needed += kept_twice
        space.require(self._settings.target, needed)

    def _key(self, entry: Entry) -> str:
        """What a partial file becomes: the same for all who want that content."""
        if entry.digest:
            return entry.digest.value
        return hashlib.sha256(f"{self._settings.request.source}\0{entry.path}\0{entry.identity}".encode()).hexdigest()

    def _fetch(self, entry: Entry, progress: Progress) -> Arrival:
        key = self._key(entry)
        with self._workshop.turn(key, self._stop) as sure:
            # Another initializer may have brought it while this one waited for its turn.
            if self._is_taken(entry):
                progress.add(entry.size)
            else:
                self._bring(entry, self._workshop.file(key, sure=sure), progress)
        progress.file_done()
        return self._state.arrival(entry)

    def _bring(self, entry: Entry, path: Path, progress: Progress) -> None:
        """Fetch, verify and place a file; what is not what it should be is fetched once more from zero."""
        for last in (False, True):
            try:
                self._transfer(entry, path, progress)
                break
            except MismatchError as error:
                path.unlink(missing_ok=True)
                if last:
                    raise self._not_pinned(entry, error) from error
                say(f"{self._source.doing(entry)}: it is {error}; deleted, and fetched again from zero")
                self._stop.wait(self._settings.retry.pause(1, None))
        if entry.digest:
            self._store.put(path, entry.digest)
            self._store.take(entry.digest, self._state.place(entry), self._state.scratch())
        else:
            self._place(entry, path)

    def _transfer(self, entry: Entry, path: Path, progress: Progress) -> None:
        try:
            self._pass(entry, path, _SEGMENT, progress)
        except NoRangesError:
            say(f"{self._source.doing(entry)}: the server knows no ranges; it comes in one piece")
            path.unlink(missing_ok=True)
            self._pass(entry, path, entry.size, progress)

    def _pass(self, entry: Entry, path: Path, segment: int, progress: Progress) -> None:
        partial = Partial(path, entry.size, segment)
        before = partial.here
        try:
            transfer = Transfer(self._source, entry, partial, self._settings.retry, self._stop)
            _require_same(entry.digest, transfer.run(self._streams, progress))
            partial.finish()
        except (MismatchError, NoRangesError):
            progress.add(before - partial.here)
            raise
        finally:
            # A start that ends leaves it open: its streams may be about to write.
            if not self._stop.is_set():
                partial.close()

    def _place(self, entry: Entry, path: Path) -> None:
        scratch = self._state.scratch()
        links.link_or_copy(path, scratch)
        scratch.replace(self._state.place(entry))
        path.unlink()

    def _not_pinned(self, entry: Entry, error: MismatchError) -> InitializerError:
        said = "the lock says" if self._settings.pins else "the source itself says"
        return InitializerError(
            ExitCode.NOT_PINNED,
            f"{entry.path} of {self._settings.request.source} is {error.found}, twice, but {said} {error.expected}: "
            "do not train on it; if the source was changed on purpose, run gitune lock --upgrade, else report it.",
        )


def _require_same(expected: Digest | None, found: Digest | None) -> None:
    if found != expected:
        raise MismatchError(str(expected), str(found))
