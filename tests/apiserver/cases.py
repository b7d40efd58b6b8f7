"""Runs that between them render everything, each with its project file, as repositories that Flux could follow."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from gitune.cli.compiling import Compiled, compile_inputs
from gitune.cli.inputs import read_inputs
from gitune.emit.files import files_of, files_of_volume, flux_root_bytes
from gitune.fleet.families import volumes
from gitune.manifests.model import Rendered, RenderedVolume
from gitune.project.model import Project
from gitune.workspace.model import SpecInput
from support.locks import compiled, lock_for
from support.runs import rendered
from support.variants import plans, projects

EXAMPLES = Path(__file__).parents[2] / "examples"

SPECS: Mapping[str, Mapping[str, Any]] = {
    "s3": {
        "dataset": {
            "source": "s3://team-bucket/rows/train.jsonl",
            "kind": "instruct",
            "endpoint": "https://minio.example.com",
            "secretRef": {"name": "bucket-keys"},
        }
    },
    "gs": {"dataset": {"source": "gs://team-bucket/rows", "kind": "instruct", "secretRef": {"name": "bucket-key"}}},
    "oci": {
        "dataset": {
            "source": "oci://registry.example.com/team/rows:1.2",
            "kind": "instruct",
            "secretRef": {"name": "pull"},
        }
    },
    "claim": {"dataset": {"source": "pvc://rows.of.team-a/data/train.csv", "kind": "instruct"}},
    "upstream": {
        "model": {"id": "llama3.2-1b-instruct", "secretRef": {"name": "hf-token", "key": "token"}},
        "runtime": {"scope": "existing", "name": "torchtune-llama3.2-1b"},
    },
    "pruned": {"runtime": {"retain": "prune"}},
    "longest names": {
        "metadata": {
            "name": "a" * 24,
            "namespace": "n" * 63,
            "labels": {"p" * 63 + ".example.com/" + "k" * 63: "v" * 63},
        },
        "runtime": {"scope": "namespace"},
        "resources": {"accelerator": "h100-80gb", "gpusPerNode": 8, "nodes": 2},
        "storage": {"className": f"{'c' * 126}.{'d' * 126}"},
    },
    "odd words": {
        "metadata": {
            "name": "y",
            "namespace": "on",
            "labels": {"n": "no", "v": "1.0", "e": "1e3", "t": "null", "x": ""},
        },
        "runtime": {"env": {"YES": "yes", "NUMBER": "0x1f", "EMPTY": "", "TEXT": 'a: "b" #c\n\ttab \u2028 \U0001f642'}},
    },
}
"""What plans made by hand do not have: sources of every kind, and names and texts at their limits."""


class Case(NamedTuple):
    """One compiled run."""

    run: Rendered
    project: Project
    volume: RenderedVolume | None = None
    """That of its matrix."""

    def write(self, repository: Path) -> Path:
        """Writes the repository that Flux would follow, and returns its root path."""
        files = files_of(self.run, "finetune.yaml")
        files |= files_of_volume(self.volume, "finetune.yaml") if self.volume else {}
        entries = [path.rpartition("/")[2] for path in files if path.startswith("flux/")]
        root = repository / (self.project.repository_path or "") / self.project.output
        for path, data in {**files, "flux/kustomization.yaml": flux_root_bytes(entries)}.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return root / "flux"


@cache
def cases() -> Mapping[str, Case]:
    """Every case by its name."""
    return {**_examples(), **_variants(), **_specs()}


def _examples() -> dict[str, Case]:
    """Every run of every example, with its own project, lock and catalog."""
    items, _ = compile_inputs(read_inputs([str(EXAMPLES)]))
    shared = {id(item): family.rendered for family in volumes(items) for item in family.runs}
    return {f"example {_place(item.input)}": _example(item, shared.get(id(item))) for item in items}


def _place(spec: SpecInput) -> str:
    """Where the spec stands below the examples, and which of its runs it is."""
    place = (spec.workspace.root / spec.origin).relative_to(EXAMPLES).as_posix()
    return f"{place} {spec.variant.name}" if spec.variant else place


def _example(item: Compiled, volume: RenderedVolume | None) -> Case:
    made = item.compilation.rendered
    assert made is not None
    return Case(made, item.input.workspace.project, volume)


def _variants() -> dict[str, Case]:
    """Project files matter to the Flux Kustomizations alone: they take turns."""
    settings = list(projects().values())
    return {
        name: Case(rendered(of, settings[number % len(settings)]), settings[number % len(settings)])
        for number, (name, of) in enumerate(plans().items())
    }


def _specs() -> dict[str, Case]:
    made = {}
    for name, changes in SPECS.items():
        made[f"source {name}" if "dataset" in changes else name] = _compiled(None, **changes)
    for scope in ("cluster", "namespace"):
        runtime = {"runtime": {"scope": scope}}
        made[f"locked, {scope}"] = _compiled(lock_for(**runtime), **runtime)
    installed = {"runtime": {"scope": "existing", "name": "gitune-torchtune"}}
    made["locked, existing"] = _compiled(lock_for(**installed), **installed)
    return made


def _compiled(lock: Any, **changes: Any) -> Case:
    compilation = compiled(lock, Project(), **changes)
    assert compilation.rendered is not None, compilation.diagnostics
    assert compilation.ok, compilation.diagnostics
    return Case(compilation.rendered, Project())
