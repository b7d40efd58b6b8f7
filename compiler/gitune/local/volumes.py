"""The folders of a run, and the root of each pod with its volumes in place.

    <root>/workspace/           the run's claim; stays between runs
    <root>/logs/<pod>.log       what each container said
    <root>/pods/<pod>/          GITUNE_ROOT of that pod, new at every start: a folder or link for each mount

Every pod has a root of its own, as in a cluster, so that two nodes do not share their scratch space.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gitune.diagnostics.model import Diagnostic
from gitune.local.model import Job, JobSet, Manifest, Mount
from gitune.local.refusal import Refused, diagnostic

WORKSPACE = "/workspace"
OF_THE_HOST = "/dev/shm"  # noqa: S108 - a mount path to compare with; processes use the machine's own
READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a run lives on this machine."""

    root: Path
    claims: Mapping[str, Path]
    """Folder of each claim that a person mapped. Files are taken from it, nothing is written to it."""

    @property
    def workspace(self) -> Path:
        """What the containers see as /workspace, whatever its claim."""
        return self.root / "workspace"

    def pod(self, pod: str) -> Path:
        """The pod's GITUNE_ROOT."""
        return self.root / "pods" / pod

    def log(self, pod: str) -> Path:
        """The pod's log."""
        return self.root / "logs" / f"{pod}.log"


def check_volumes(jobset: JobSet, folders: Folders, config_maps: Mapping[str, object]) -> None:
    """Refuses a run whose volumes cannot be had here.

    Raises:
        Refused: GT604 a claim has no folder, GT601 a ConfigMap was not rendered, GT609 another kind of volume, or a
            folder for the run's own claim.
    """
    problems = {d for job in jobset.jobs for d in _problems(job, folders, config_maps)}
    if problems:
        raise Refused(*sorted(problems, key=Diagnostic.sort_key))


def make_pod_root(job: Job, pod: str, folders: Folders, config_maps: Mapping[str, Mapping[str, str]]) -> Path:
    """The pod's root, empty but for its mounts."""
    root = folders.pod(pod)
    shutil.rmtree(root, ignore_errors=True)
    (root / "tmp").mkdir(parents=True)
    for mount, volume in _mounted(job):
        place = root / mount.path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        if "persistentVolumeClaim" in volume:
            folder = _folder(_claim(volume), job, folders)
            if folder is None:
                raise Refused(_no_folder(_claim(volume), mount))
            _link(place, folder / mount.sub_path)
        elif "configMap" in volume:
            _write(place, _files(volume["configMap"], config_maps), mount.sub_path)
        elif mount.path != OF_THE_HOST:
            place.mkdir(exist_ok=True)
    return root


def _mounted(job: Job) -> Iterator[tuple[Mount, Manifest]]:
    volumes = {volume["name"]: volume for volume in job.volumes}
    for mount in job.container.mounts:
        yield mount, volumes.get(mount.volume, {})


def _problems(job: Job, folders: Folders, config_maps: Mapping[str, object]) -> Iterator[Diagnostic]:
    for mount, volume in _mounted(job):
        claim = _claim(volume)
        config_map = volume.get("configMap", {}).get("name")
        if claim and claim == _own_claim(job) and claim in folders.claims:
            yield diagnostic(
                "GT609",
                f"the claim {claim} is the run's own volume, at /workspace as well: no other folder can stand for it",
                hint=f"it is {folders.workspace} here; --root moves it",
            )
        elif claim and _folder(claim, job, folders) is None:
            yield _no_folder(claim, mount)
        elif config_map and config_map not in config_maps:
            yield diagnostic("GT601", f"the ConfigMap {config_map} of the job {job.name} was not rendered")
        elif not (claim or config_map or "emptyDir" in volume):
            yield diagnostic("GT609", f"a local run has no volume like {mount.volume!r} of the job {job.name}")


def _no_folder(claim: str, mount: Mount) -> Diagnostic:
    message = f"the claim {claim}, mounted at {mount.path}, has no folder here"
    return diagnostic("GT604", message, hint=f"--claim {claim}=FOLDER")


def _claim(volume: Manifest) -> str:
    """The claim's name; empty for another kind of volume."""
    return str(volume.get("persistentVolumeClaim", {}).get("claimName", ""))


def _own_claim(job: Job) -> str:
    """The claim at /workspace, which may be mounted a second time as the source of files."""
    return next((_claim(volume) for mount, volume in _mounted(job) if mount.path == WORKSPACE), "")


def _folder(claim: str, job: Job, folders: Folders) -> Path | None:
    return folders.workspace if claim == _own_claim(job) else folders.claims.get(claim)


def _link(place: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    place.symlink_to(folder.resolve(), target_is_directory=True)


def _files(volume: Manifest, config_maps: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    data = config_maps[volume["name"]]
    if "items" not in volume:
        return dict(data)
    return {item["path"]: data[item["key"]] for item in volume["items"]}


def _write(place: Path, files: Mapping[str, str], sub_path: str) -> None:
    for name, text in files.items():
        if sub_path in ("", name):
            file = place if sub_path else place / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
            file.chmod(READ_ONLY)
