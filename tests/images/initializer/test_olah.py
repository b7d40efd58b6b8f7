"""A second Hub, written by others: olah, which serves git repositories of this machine.

It pins libraries that gitune does not, so it lives in an environment of its own: `GITUNE_OLAH` names its `olah-cli`.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from images.initializer.start import Starter, pin_of, pins_of

OLAH = os.environ.get("GITUNE_OLAH") or shutil.which("olah-cli")
FILES = {"config.json": b"{}", "model.safetensors": bytes(range(256)) * 4000}
SETTINGS = """
[basic]
host = "127.0.0.1"
port = {port}
repos-path = "{folder}/repositories"
mirrors-path = ["{folder}/mirrors"]
[accessibility]
offline = true
"""

pytestmark = pytest.mark.skipif(
    OLAH is None,
    reason="NOT SHOWN HERE: a second Hub; install olah==0.5.4 elsewhere, name its olah-cli in GITUNE_OLAH",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The Hub's address, and the commit of `org/m` in it."""
    folder = tmp_path_factory.mktemp("olah")
    commit = _repository(folder / "mirrors/models/org/m")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "olah.toml").write_text(SETTINGS.format(port=port, folder=folder))
    command = [str(OLAH), "-c", "olah.toml", "--log-path", "logs"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}", commit
    finally:
        process.terminate()
        process.wait(30)


def _repository(folder: Path) -> str:
    folder.mkdir(parents=True)
    for path, content in FILES.items():
        (folder / path).write_bytes(content)
    git = ["git", "-C", str(folder), "-c", "user.name=n", "-c", "user.email=n@example.test"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "files"]):
        subprocess.run([*git, *command], check=True)
    return subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("olah does not answer")


def test_a_branch(served: tuple[str, str], tmp_path: Path) -> None:
    url, commit = served
    start = Starter(tmp_path, url)
    outcome = start("model", "hf://org/m")
    assert outcome.code == 0, outcome.output
    assert start.tree() == FILES
    assert outcome.last_line.endswith(f"@{commit}")


@pytest.mark.parametrize("git", [True, False])
def test_pins(served: tuple[str, str], tmp_path: Path, git: bool) -> None:
    url, commit = served
    start = Starter(tmp_path, url)
    start.pin("model", "hf://org/m", commit, [pin_of(path, content, git=git) for path, content in FILES.items()])
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES


def test_what_is_not_as_pinned(served: tuple[str, str], tmp_path: Path) -> None:
    url, commit = served
    start = Starter(tmp_path, url)
    start.pin("model", "hf://org/m", commit, pins_of({"config.json": b"[]"}))
    assert start("model", "hf://org/m").code == 18
