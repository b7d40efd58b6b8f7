"""The base of both images on this machine: the real one where a registry answers, a stand-in where none does.

The stand-in is a minimal Debian with this machine's CPython of the version that the base's name says. It shows that the
Dockerfiles build and that what they build runs; it is not what a release builds on.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.images.buildah import STORAGE, Mount, buildah, exists

_SUITE = "bookworm"
_PACKAGES = (
    "ca-certificates",
    "libbz2-1.0",
    "libexpat1",
    "libffi8",
    "liblzma5",
    "libncursesw6",
    "libreadline8",
    "libsqlite3-0",
    "libssl3",
    "zlib1g",
)
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_SECONDS_FOR_A_REGISTRY = 60


class UnavailableError(Exception):
    """No base can be had here, and why."""


def prepare(name: str) -> tuple[str, list[Mount]]:
    """Return an image to pass as BASE, and what its pip needs mounted; raise `UnavailableError` where there is none."""
    tag = f"localhost/gitune-base:{re.sub(r'[^a-zA-Z0-9.]+', '-', name)}"
    if not exists(tag):
        _dress(name if _pull(name) else _stand_in(name), tag)
    return tag, [Mount(folder, folder) for folder in _pip_folders()]


def _pull(name: str) -> bool:
    command = ["buildah", *STORAGE, "pull", "--quiet", name]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS_FOR_A_REGISTRY)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        print(f"no registry gives {name} to this machine: a LOCAL STAND-IN takes its place", file=sys.stderr)
        return False
    return True


def _stand_in(name: str) -> str:
    python = _interpreter(name)
    tag = f"localhost/gitune-stand-in:{python.name}"
    if exists(tag):
        return tag
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, "root")
        command = ["debootstrap", "--variant=minbase", f"--include={','.join(_PACKAGES)}", _SUITE, str(root)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(root / "var/cache/apt", ignore_errors=True)
        _copy_python(python, root / "usr/local")
        shutil.copy(_CERTIFICATES, root / _CERTIFICATES.relative_to("/"))
        subprocess.run(["tar", "-C", str(root), "-cf", f"{scratch}/root.tar", "."], check=True)
        container = buildah("from", "scratch")
        buildah("add", container, f"{scratch}/root.tar", "/")
    return _commit(container, tag, {"PATH": _PATH, "LANG": "C.UTF-8"})


def _interpreter(name: str) -> Path:
    """The prefix of this machine's CPython of the version in the base's name, `python:3.12-slim` for 3.12."""
    version = re.search(r"python:(\d+\.\d+)", name)
    if version is None:
        raise UnavailableError(f"{name} names no version of Python to stand in for")
    prefixes = sorted(Path.home().glob(f".pyenv/versions/{version[1]}.*"))
    if not prefixes:
        raise UnavailableError(f"there is no CPython {version[1]} below ~/.pyenv to make a stand-in of")
    return prefixes[-1]


def _copy_python(prefix: Path, destination: Path) -> None:
    """Copy the interpreter and its standard library, without what was installed into it and without its tests."""
    ignore = shutil.ignore_patterns("site-packages", "__pycache__", "test", "tests", "idlelib", "config-*", "*.a")
    for part in ("bin", "lib"):
        shutil.copytree(prefix / part, destination / part, symlinks=True, dirs_exist_ok=True, ignore=ignore)
    for script in (destination / "bin").iterdir():
        if not script.name.startswith("python"):
            script.unlink()  # scripts of packages that are not copied
    [library] = (destination / "lib").glob("python3.*")
    (library / "site-packages").mkdir()
    chroot = ["chroot", str(destination.parents[1])]
    subprocess.run([*chroot, "ldconfig"], check=True, env={"PATH": _PATH})
    ensure = ["/usr/local/bin/python3", "-m", "ensurepip"]
    subprocess.run([*chroot, *ensure], check=True, stdout=subprocess.DEVNULL, env={"PATH": _PATH})
    if not (destination / "bin/python").exists():
        (destination / "bin/python").symlink_to("python3")


def _dress(image: str, tag: str) -> None:
    """Give a base the certificates and the pip settings of this machine, so that no Dockerfile has to know them."""
    environment = _pip_environment()
    container = buildah("from", "--pull-never", image)
    if _CERTIFICATES.is_file():
        buildah("copy", container, str(_CERTIFICATES), str(_CERTIFICATES))
        environment |= {"SSL_CERT_FILE": str(_CERTIFICATES), "PIP_CERT": str(_CERTIFICATES)}
    _commit(container, tag, environment)


def _commit(container: str, tag: str, environment: dict[str, str]) -> str:
    options = [f"--env={name}={value}" for name, value in environment.items()]
    buildah("config", *options, container)
    buildah("commit", "--quiet", "--rm", container, tag)
    return tag


def _pip_setting(name: str) -> list[str]:
    variable = os.environ.get(f"PIP_{name.replace('-', '_').upper()}")
    if variable is not None:
        return variable.split()
    command = [sys.executable, "-m", "pip", "config", "get", f"global.{name}"]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    return found.stdout.split() if found.returncode == 0 else []


def _pip_environment() -> dict[str, str]:
    settings = {name: _pip_setting(name) for name in ("index-url", "extra-index-url", "find-links")}
    return {f"PIP_{name.replace('-', '_').upper()}": " ".join(values) for name, values in settings.items() if values}


def _pip_folders() -> list[Path]:
    """Folders of this machine that pip installs from."""
    sources = [source for name in ("extra-index-url", "find-links") for source in _pip_setting(name)]
    paths = (Path(source.removeprefix("file://").removesuffix("/simple")) for source in sources)
    return [path for path in paths if path.is_absolute() and path.is_dir()]


def offers_wheel(pattern: str) -> bool:
    """Whether a folder of pip's has such a wheel, or another index than the default may."""
    if any(source.startswith("http") for source in _pip_setting("extra-index-url") + _pip_setting("index-url")):
        return True
    return any(next(folder.glob(pattern), None) for folder in _pip_folders())
