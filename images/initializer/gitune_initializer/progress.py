"""What a person who reads the pod's log sees: plain lines, seldom enough to read."""

import sys
import threading
import time

_SECONDS_BETWEEN_LINES = 10.0
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def say(line: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"{line}\n")


def human(size: float) -> str:
    """Bytes as a person reads them."""
    unit = 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size /= 1024
        unit += 1
    return f"{size:.0f} {_UNITS[unit]}" if unit == 0 else f"{size:.1f} {_UNITS[unit]}"


class Progress:
    """Counts bytes and files of one start, from several threads, and says how far it is."""

    def __init__(self, files: int, size: int, seconds_between_lines: float = _SECONDS_BETWEEN_LINES) -> None:
        self._files, self._size = files, size
        self._files_done, self._bytes_done = 0, 0
        self._pause = seconds_between_lines
        self._start = self._last = time.monotonic()
        self._lock = threading.Lock()

    def add(self, size: int) -> None:
        """Count bytes that arrived; negative when they have to come again."""
        with self._lock:
            self._bytes_done += size
            now = time.monotonic()
            if now - self._last >= self._pause:
                self._last = now
                say(self._line(now - self._start))

    def file_done(self) -> None:
        """Count a file that stands at its place."""
        with self._lock:
            self._files_done += 1

    def summary(self) -> str:
        """How much came, and how fast."""
        with self._lock:
            return self._line(time.monotonic() - self._start)

    def _line(self, seconds: float) -> str:
        rate = human(self._bytes_done / max(seconds, 1e-3))
        return f"{human(self._bytes_done)} of {human(self._size)}, {self._files_done} of {self._files} files, {rate}/s"
