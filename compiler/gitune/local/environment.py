"""A container's environment, command and arguments, resolved as the kubelet does.

Containers see no variable of the caller but those in `INHERITED`: how this machine reaches the network, its devices
and its processors, none of which a pod's image would know.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gitune.local.model import Container, Manifest
from gitune.local.refusal import Refused, diagnostic
from gitune.local.secrets import Secrets

INHERITED = (
    *("LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONPATH"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "HF_ENDPOINT"),
    *("CUDA_HOME", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "OMP_NUM_THREADS"),
)
REFERENCE = re.compile(r"\$(?:\$|\(([^()\s]+)\))")


@dataclass(frozen=True, slots=True)
class Pod:
    """What the kubelet knows of one pod."""

    name: str
    namespace: str
    index: int
    root: Path


@dataclass(frozen=True, slots=True)
class Network:
    """Where node 0 of this run is found on this machine."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the variables of every pod of a run may refer to."""

    secrets: Secrets
    config_maps: Mapping[str, Mapping[str, str]]
    network: Network
    environ: Mapping[str, str]
    """The caller's environment."""


@dataclass(frozen=True, slots=True)
class Command:
    """A process, ready to start."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path


def command_of(container: Container, pod: Pod, around: Surroundings) -> Command:
    """The container's process in this pod.

    Raises:
        Refused: GT609 a value comes from something that a local run does not have.
    """
    own = _own_variables(container, pod, around)
    here = {"PET_MASTER_ADDR": around.network.address, "PET_MASTER_PORT": str(around.network.port)}
    own |= {name: value for name, value in here.items() if name in own}
    argv = [expanded(text, own) for text in (*container.command, *container.args)]
    moved = {name: _moved(name, value, container, pod.root) for name, value in own.items()}
    env = {**_machine(around.environ, pod.root), **moved, "GITUNE_ROOT": str(pod.root)}
    cwd = pod.root / (container.working_dir or "").lstrip("/")
    return Command(tuple(_this_python(argv)), env, cwd)


def expanded(text: str, variables: Mapping[str, str]) -> str:
    """`text` with `$(NAME)` replaced as the kubelet does: unknown names stay, `$$` is one dollar."""

    def replace(found: re.Match[str]) -> str:
        name = found.group(1)
        return "$" if name is None else variables.get(name, found.group())

    return REFERENCE.sub(replace, text)


def _own_variables(container: Container, pod: Pod, around: Surroundings) -> dict[str, str]:
    values: dict[str, str] = {}
    for source in container.env_from:
        prefix = source.get("prefix", "")
        values |= {prefix + key: value for key, value in _whole(source, around).items()}
    for entry in container.env:
        if "valueFrom" not in entry:
            values[entry["name"]] = expanded(str(entry.get("value", "")), values)
        elif (value := _referred(entry, pod, around)) is not None:
            values[entry["name"]] = value
    return values


def _whole(source: Manifest, around: Surroundings) -> Mapping[str, str]:
    """All entries of a Secret or ConfigMap."""
    if "secretRef" in source:
        return around.secrets.of(source["secretRef"]["name"])
    return around.config_maps.get(source.get("configMapRef", {}).get("name", ""), {})


def _referred(entry: Manifest, pod: Pod, around: Surroundings) -> str | None:
    """None leaves the variable out, as for an optional reference to nothing."""
    match entry["valueFrom"]:
        case {"secretKeyRef": {"name": name, "key": key}}:
            return around.secrets.of(name).get(key)
        case {"configMapKeyRef": {"name": name, "key": key}}:
            return around.config_maps.get(name, {}).get(key)
        case {"fieldRef": {"fieldPath": path}}:
            return _field(path, pod)
        case _:
            raise Refused(diagnostic("GT609", f"a local run cannot fill the variable {entry['name']}"))


def _field(path: str, pod: Pod) -> str:
    fields = {
        "metadata.name": pod.name,
        "metadata.namespace": pod.namespace,
        "metadata.annotations['batch.kubernetes.io/job-completion-index']": str(pod.index),
        "metadata.labels['batch.kubernetes.io/job-completion-index']": str(pod.index),
        "status.podIP": "127.0.0.1",
        "status.hostIP": "127.0.0.1",
    }
    if path not in fields:
        raise Refused(diagnostic("GT609", f"a local run does not know a pod's {path}"))
    return fields[path]


def _moved(name: str, value: str, container: Container, root: Path) -> str:
    """A path inside a mount, below the pod's root: libraries read it that know nothing of GITUNE_ROOT."""
    if name.startswith("GITUNE_") or not any(_inside(value, mount.path) for mount in container.mounts):
        return value
    return str(root / value.lstrip("/"))


def _inside(value: str, folder: str) -> bool:
    return value == folder or value.startswith(folder.rstrip("/") + "/")


def _machine(environ: Mapping[str, str], root: Path) -> dict[str, str]:
    """The variables that a container has of this machine, and its scratch folders."""
    scratch = str(root / "tmp")
    path = f"{Path(sys.executable).parent}:{environ.get('PATH', '/usr/local/bin:/usr/bin:/bin')}"
    inherited = {name: environ[name] for name in INHERITED if name in environ}
    return {**inherited, "PATH": path, "HOME": scratch, "TMPDIR": scratch, "PYTHONUNBUFFERED": "1"}


def _this_python(argv: Sequence[str]) -> list[str]:
    return [sys.executable if argv[0] in ("python", "python3") else argv[0], *argv[1:]]
