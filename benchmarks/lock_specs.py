"""Requests and seconds of `gitune lock` for 50 specs, against a Hub and a registry on loopback.

usage: .venv/bin/python benchmarks/lock_specs.py [SPECS]
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from images import hub
from lock import registry
from lock.world import World, dataset_files, model_files

CASES = ((1, 1), (5, 10), (50, 50))
"""Models and datasets that the specs share."""


def main() -> None:
    """Prints a table."""
    specs = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    print("| specs | models | datasets | jobs | pause | call | requests | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for models, datasets in CASES:
        for jobs in (1, 8):
            measure(specs, models, datasets, jobs)
    for jobs in (1, 8):
        measure(specs, *CASES[1], jobs, pause=0.05)


def measure(specs: int, models: int, datasets: int, jobs: int, *, pause: float = 0.0) -> None:
    """One row for locking, one for doing it again, one for `--check`; `pause` is what the Hub rests after an answer."""
    with tempfile.TemporaryDirectory() as folder, hub.serve() as served, registry.serve() as images:
        world = World(Path(folder), served, images)
        served.pause = pause
        fill(world, specs, models, datasets)
        for name, extra in (("lock", ()), ("again", ()), ("--check", ("--check",))):
            before = len(served.requests) + len(images.requests)
            done = world.lock(".", "--jobs", str(jobs), *extra)
            assert done.returncode == 0, done.stderr
            seconds = re.search(r"([\d.]+) s$", done.stderr, re.MULTILINE)
            took = seconds[1] if seconds else "?"
            asked = len(served.requests) + len(images.requests) - before
            print(f"| {specs} | {models} | {datasets} | {jobs} | {pause} s | {name} | {asked} | {took} |")


def fill(world: World, specs: int, models: int, datasets: int) -> None:
    """Repositories, images and specs."""
    names = {role: f"{world.registry.host}/team/{role}:1.0" for role in ("initializer", "trainer")}
    project = {"apiVersion": "gitune.dev/v1alpha1", "kind": "Project", "images": names}
    (world.root / "gitune.yaml").write_text(json.dumps(project))
    for role in names:
        world.registry.push_image(f"team/{role}", "1.0", role)
    rows = dataset_files()
    for number in range(models):
        world.hub.add(f"acme/model-{number}", hub.Repository()).commit({**model_files(), "n": str(number).encode()})
    for number in range(datasets):
        world.hub.add(f"acme/data-{number}", hub.Repository(), "datasets").commit(rows)
    for number in range(specs):
        world.spec(
            f"runs/{number}/finetune.yaml",
            metadata={"name": f"run-{number}"},
            model={"source": f"hf://acme/model-{number % models}"},
            dataset={"source": f"hf://acme/data-{number % datasets}/data"},
        )


if __name__ == "__main__":
    main()
