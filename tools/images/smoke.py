"""Runs the entry points of built images, as the user and with the environment that the images say."""

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.images.buildah import STORAGE, Mount, buildah, configuration

_DEAD_HUB = "http://127.0.0.1:9"


class SmokeError(Exception):
    """What was built does not do what the contract says."""


class Container:
    """A container of one image that can be started several times."""

    def __init__(self, image: str, workspace: Path) -> None:
        self._configuration = configuration(image)
        self._name = buildah("from", "--pull-never", image)
        self._mount = Mount(workspace, Path("/workspace"), writable=True)

    def start(self, arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
        """Run the entry point; buildah applies user and environment, but not the entry point itself."""
        command = [*self._configuration["Entrypoint"], *arguments]
        return self.run(command, environment)

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
        options = [f"--env={name}={value}" for name, value in environment.items()]
        isolated = ["buildah", *STORAGE, "run", "--isolation=chroot", f"--volume={self._mount.option}"]
        done = subprocess.run(
            [*isolated, *options, self._name, "--", *command],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return done.returncode, done.stdout

    def check(self, code: int, says: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start, and raise unless it ends with that code and says that."""
        found, output = self.start(arguments, environment)
        if found != code or says not in output:
            raise SmokeError(f"{arguments} ended with {found} instead of {code}, or without {says!r}:\n{output}")
        print(f"  {' '.join(arguments) or '(no argument)'}: exit {code}, {says!r}")

    def remove(self) -> None:
        buildah("rm", self._name)

    @property
    def user(self) -> str:
        return str(self._configuration.get("User", ""))


@contextmanager
def container(image: str) -> Iterator[tuple[Container, Path]]:
    """A container with an empty `/workspace` that its user may write."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        workspace.chmod(0o777)
        started = Container(image, workspace)
        if started.user.split(":")[0] in {"", "0", "root"}:
            raise SmokeError(f"{image} runs as {started.user or 'root'}")
        try:
            yield started, workspace
        finally:
            started.remove()


def initializer(image: str) -> None:
    """Fill a folder for real, find it filled, and meet a Hub that is not there."""
    with container(image) as (initializer, workspace):
        (workspace / "source").mkdir()
        (workspace / "source/config.json").write_text("{}")
        (workspace / "source/model.safetensors").write_bytes(b"weights" * 100_000)
        folder = {"STORAGE_URI": "file:///workspace/source", "GITUNE_TARGET": "/workspace/model/tiny"}
        initializer.check(0, "holds 2 files", ["model"], folder)
        initializer.check(0, "already holds 2 files", ["model"], folder)
        [marker] = (workspace / "model/tiny/.gitune").glob("*.json")
        sizes = {entry["path"]: entry["size"] for entry in json.loads(marker.read_text())["entries"]}
        if sizes != {"config.json": 2, "model.safetensors": 700_000}:
            raise SmokeError(f"the marker lists {sizes}")
        hub = {"STORAGE_URI": "hf://org/m", "GITUNE_TARGET": "/workspace/model/m", "HF_ENDPOINT": _DEAD_HUB}
        initializer.check(20, "ConnectError", ["model"], hub | {"GITUNE_RETRY_ATTEMPTS": "1"})
        initializer.check(11, "There is no /workspace/x", ["model"], folder | {"STORAGE_URI": "file:///workspace/x"})
        (workspace / "closed").mkdir(mode=0o700)
        initializer.check(14, "may not read", ["model"], folder | {"STORAGE_URI": "file:///workspace/closed"})
        initializer.check(2, "usage:", [], {})


def trainer(image: str) -> None:
    """Say how it is called, refuse a wrong call, and come as far as its config with torch imported."""
    with container(image) as (trainer, _):
        trainer.check(0, "usage", ["--help"], {})
        trainer.check(2, "", [], {})
        code, output = trainer.run(["python", "-c", "import torch, torchtune; print('torch', torch.__version__)"], {})
        if code != 0:
            raise SmokeError(f"torch and torchtune cannot be imported in {image}:\n{output}")
        print(f"  {output.splitlines()[-1]}")
