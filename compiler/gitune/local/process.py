"""One container as a process of this machine, in a session of its own, its output streamed and kept."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from pathlib import Path

from gitune.local.console import Console, readable
from gitune.local.environment import Command
from gitune.local.leftovers import kill_pod

COULD_NOT_START = 127


class ContainerProcess:
    """A started container. Ends as a container does: when its first process ends, all the others are killed."""

    def __init__(self, pod: str, command: Command, log: Path, console: Console) -> None:
        self.pod = pod
        self._root = command.env["GITUNE_ROOT"]
        self._console = console
        self._log = log
        self._exit_code: int | None = None
        self._process = self._start(command)
        self._reader = threading.Thread(target=self._stream, name=f"log of {pod}", daemon=True)
        self._reader.start()

    def exit_code(self) -> int | None:
        """None while it runs; then as a container reports it, 128 + n for a process that signal n ended."""
        if self._exit_code is None and (code := self._poll()) is not None:
            kill_pod(self._root)
            self._reader.join(timeout=5)
            self._exit_code = code if code >= 0 else 128 - code
        return self._exit_code

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the container's process group; SIGKILL reaches every process of the pod."""
        if self._process is None or self.exit_code() is not None:
            return
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return
        if number is signal.SIGKILL:
            kill_pod(self._root)

    def _start(self, command: Command) -> subprocess.Popen[bytes] | None:
        try:
            return subprocess.Popen(
                command.argv,
                env=dict(command.env),
                cwd=command.cwd,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            self._console.line(f"{command.argv[0]} cannot be started: {error}", self.pod)
            return None

    def _poll(self) -> int | None:
        return COULD_NOT_START if self._process is None else self._process.poll()

    def _stream(self) -> None:
        """Lines as they are to the log, what people can read of them to the console."""
        if self._process is None or self._process.stdout is None:
            return
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("a", encoding="utf-8") as log, self._process.stdout as stream:
            for raw in stream:
                line = raw.decode("utf-8", errors="replace")
                log.write(self._console.hidden(line))
                log.flush()
                if text := readable(line):
                    self._console.line(text, self.pod)
