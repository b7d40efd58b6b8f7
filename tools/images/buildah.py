"""The few buildah commands that `make images` needs, without a daemon and without user namespaces."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STORAGE = ("--storage-driver", "overlay")


@dataclass(frozen=True)
class Mount:
    """A folder of this machine, at the same path or another one in the container."""

    host: Path
    container: Path
    writable: bool = False

    @property
    def option(self) -> str:
        return f"{self.host}:{self.container}:{'rw' if self.writable else 'ro'}"


def buildah(*arguments: str) -> str:
    """Run one buildah command and return what it printed; its own messages go to standard error."""
    command = ["buildah", *STORAGE, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def exists(image: str) -> bool:
    command = ["buildah", *STORAGE, "inspect", "--type", "image", image]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def build(context: Path, tag: str, arguments: Mapping[str, str], mounts: Sequence[Mount]) -> None:
    """Build the Dockerfile of a folder, as it stands."""
    options = [f"--build-arg={name}={value}" for name, value in arguments.items()]
    options += [f"--volume={mount.option}" for mount in mounts]
    command = ["bud", "--isolation=chroot", "--pull-never", "--layers", f"--tag={tag}", *options, str(context)]
    subprocess.run(["buildah", *STORAGE, *command], check=True)


def configuration(image: str) -> dict[str, Any]:
    """The image's configuration as a container runtime reads it."""
    inspected: dict[str, Any] = json.loads(buildah("inspect", "--type", "image", image))
    configuration: dict[str, Any] = inspected["OCIv1"]["config"]
    return configuration


def size(image: str) -> int:
    """Bytes of all layers, uncompressed."""
    [listed] = json.loads(buildah("images", "--json", image))
    text, unit = listed["size"].split()
    return round(float(text) * {"B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9}[unit])
