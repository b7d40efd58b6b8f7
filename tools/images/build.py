"""`python -m tools.images.build`: builds both images for real and starts what was built. `make images` calls it.

It needs root, buildah, and for the stand-in of a base that no registry gives, debootstrap. Where they are missing and
cannot be installed it says so and ends well, unless `--required` is given.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.images import base, smoke
from tools.images.buildah import build, size

_ROOT = Path(__file__).parents[2]
_TOOLS = ("buildah", "debootstrap")


@dataclass(frozen=True)
class Image:
    """One of the two images, and how to see that it works."""

    name: str
    check: Callable[[str], None]
    arguments: Mapping[str, str] = field(default_factory=dict)
    """What a machine without a GPU builds with, instead of the Dockerfile's defaults."""
    wheel: str | None = None
    """A wheel that these arguments need and that the default index does not have."""

    @property
    def context(self) -> Path:
        return _ROOT / "images" / self.name

    @property
    def tag(self) -> str:
        return f"localhost/gitune-{self.name}:local"


_CPU = {"BASE": "python:3.11-slim", "REQUIREMENTS": "requirements-cpu.txt", "PACKAGES": ""}
_IMAGES = (
    Image("initializer", smoke.initializer),
    Image("trainer", smoke.trainer, _CPU, wheel="torch-*+cpu-*.whl"),
)


def main() -> int:
    """Build and check the images that were asked for; return the exit code."""
    arguments = _arguments()
    try:
        _require_tools()
        for image in _IMAGES:
            if image.name in (arguments.images or [known.name for known in _IMAGES]):
                _build(image, arguments.base)
    except base.UnavailableError as error:
        print(f"\n*** IMAGES WERE NOT BUILT: {error} ***\n", file=sys.stderr)
        return 1 if arguments.required else 0
    except (smoke.SmokeError, subprocess.CalledProcessError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    # argparse of Python 3.11 holds an empty list against `choices`, so the names are an option that repeats
    names = [image.name for image in _IMAGES]
    parser.add_argument("--image", dest="images", action="append", choices=names, default=[], help="default: both")
    parser.add_argument("--base", help="another base than the Dockerfile names, for example with a digest")
    parser.add_argument("--required", action="store_true", help="fail where nothing can be built")
    return parser.parse_args()


def _require_tools() -> None:
    if os.geteuid() != 0:
        raise base.UnavailableError("building without a daemon needs root here")
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if not missing:
        return
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *missing]
    if not shutil.which("apt-get") or subprocess.run(command, check=False).returncode != 0:
        raise base.UnavailableError(f"{' and '.join(missing)} cannot be installed on this machine")


def _build(image: Image, base_name: str | None) -> None:
    if image.wheel and not base.offers_wheel(image.wheel):
        raise base.UnavailableError(f"pip here offers no {image.wheel} for the {image.name}")
    name = base_name or image.arguments.get("BASE") or _default_base(image.context / "Dockerfile")
    tag, mounts = base.prepare(name)
    start = time.monotonic()
    build(image.context, image.tag, {**image.arguments, "BASE": tag, "REVISION": _revision()}, mounts)
    print(f"{image.tag}: {size(image.tag) / 1e6:.0f} MB, built in {time.monotonic() - start:.0f} s")
    image.check(image.tag)


def _default_base(dockerfile: Path) -> str:
    match = re.search(r"^ARG BASE=(\S+)$", dockerfile.read_text(), re.MULTILINE)
    if match is None:
        raise base.UnavailableError(f"{dockerfile} has no ARG BASE")
    return match[1]


def _revision() -> str:
    command = ["git", "-C", str(_ROOT), "rev-parse", "HEAD"]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    return found.stdout.strip() if found.returncode == 0 else "unknown"


if __name__ == "__main__":
    sys.exit(main())
