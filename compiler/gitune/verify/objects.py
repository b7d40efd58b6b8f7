"""Checks what was rendered, before anybody writes it.

Whatever is found here is a mistake of gitune, of the catalog's base runtime or of the project file: a spec that could
cause it has been refused by an earlier stage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gitune.diagnostics.model import Finding
from gitune.manifests.model import Manifest, Rendered, RenderedVolume, TreeFile
from gitune.project.model import TrainerVersion
from gitune.verify.consistency import claim_faults, metadata_faults, run_faults, runtime_faults
from gitune.verify.folders import folder_faults
from gitune.verify.gitops import gitops_faults, is_suspect
from gitune.verify.schemas import checker_for
from gitune.verify.wording import dotted, sentence

HINT = "Look at the catalog's base runtime and at gitune.yaml; if they are as shipped, this is a bug of gitune."
RUNTIMES = frozenset(["ClusterTrainingRuntime", "TrainingRuntime"])
CONSTANT = "KustomizeConfig"
"""Holds nothing of a spec, of the catalog or of the project file."""


def verify(rendered: Rendered, trainer_version: TrainerVersion, upstream: str | None = None) -> list[Finding]:
    """Every rule that a rendered run breaks: schemas first, then what only holds for objects that fit theirs.

    `upstream` is the runtime of Kubeflow's that the run is handed to, where it is meant for one (R19).
    """
    findings = [finding for file in rendered.files for finding in _structural(file, trainer_version)]
    if not findings:
        findings += (_finding("GT392", "", fault) for fault in _inconsistent(rendered, upstream))
    if is_suspect([file.documents for file in rendered.files if file.schema != CONSTANT]):
        findings += (finding for file in rendered.files for finding in _unsafe(file))
    return findings


def verify_volume(volume: RenderedVolume, trainer_version: TrainerVersion) -> list[Finding]:
    """Every rule that the volume of a matrix breaks."""
    findings = [finding for file in volume.files for finding in _structural(file, trainer_version)]
    if not findings:
        findings += (_finding("GT392", "", fault) for file in volume.files for fault in _faults(file, volume.files))
    if is_suspect([file.documents for file in volume.files if file.schema != CONSTANT]):
        findings += (finding for file in volume.files for finding in _unsafe(file))
    return findings


def verify_delivery(files: Sequence[TreeFile], trainer_version: TrainerVersion) -> list[Finding]:
    """Every rule that breaks what stands once for a project."""
    findings = [finding for file in files for finding in _structural(file, trainer_version)]
    findings += [
        _finding("GT392", _title(document, file), fault)
        for file in files
        for document in file.documents
        for fault in metadata_faults(document)
    ]
    if is_suspect([file.documents for file in files]):
        findings += (finding for file in files for finding in _unsafe(file))
    return findings


def _structural(file: TreeFile, trainer: TrainerVersion) -> Iterator[Finding]:
    if file.schema is not None:
        checker = checker_for(file.schema, trainer)
        for document in file.documents:
            for problem in checker.problems(document):
                yield _finding("GT391", _title(document, file), sentence(problem))


def _unsafe(file: TreeFile) -> Iterator[Finding]:
    for document in file.documents:
        for path, fault in gitops_faults(document, config=file.schema is None):
            yield _finding("GT393", _title(document, file), f"`{dotted(path)}` {fault}")


def _inconsistent(rendered: Rendered, upstream: str | None) -> Iterator[str]:
    for file in rendered.files:
        yield from _faults(file, rendered.files)
    yield from run_faults(rendered, upstream)


def _faults(file: TreeFile, among: Sequence[TreeFile]) -> Iterator[str]:
    for document in file.documents if file.schema is not None else ():
        title = _title(document, file)
        faults = [*metadata_faults(document)]
        if file.schema in RUNTIMES:
            faults += runtime_faults(document)
        elif file.schema == "PersistentVolumeClaim":
            faults += claim_faults(document)
        elif file.schema == "Kustomization":
            faults += folder_faults(file, among)
        yield from (f"{title}: {fault}" for fault in faults)


def _title(document: Manifest, file: TreeFile) -> str:
    metadata = document.get("metadata") if file.schema is not None else None
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    return f"{document.get('kind', file.schema)} `{name}`" if name else f"`{file.path}`"


def _finding(code: str, title: str, text: str) -> Finding:
    return Finding(code, f"{title}: {text}" if title else text, hint=HINT)
