"""The module that `tune run` starts, once per process: torchtune's unmodified recipe, with its traps taken away."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from omegaconf import OmegaConf
from torchtune.config import validate

from gitune_trainer import agree, classify, hooks, patches
from gitune_trainer.exits import ExitCode, Failure
from gitune_trainer.job import Job, rank, world_size
from gitune_trainer.lifeline import die_with_parent
from gitune_trainer.metrics import FILE, Recorder
from gitune_trainer.patches.target import Target


def main() -> None:
    """Run the recipe of this process's `Job`; a failure is classified, left for the supervisor, and raised on."""
    die_with_parent()
    job = Job.of(os.environ)
    progress = hooks.Progress()
    try:
        _run(job, progress)
    except (Exception, SystemExit) as error:
        if not isinstance(error, SystemExit) or error.code:
            job.write_failure(classify.failure(error, progress.phase))
        raise


def _run(job: Job, progress: hooks.Progress) -> None:
    if job.nodes > 1:
        _use(agree.config(_config(), rank(), Path(job.scratch)))
    config = OmegaConf.load(_config())
    _check_components(config)
    target = Target(job.recipe, load_recipe(Path(job.script)), config)
    patches.apply(target)
    hooks.follow(target.module, progress, Path(job.output))
    hooks.record(config, Recorder(Path(job.output) / FILE, world_size()))
    target.module.recipe_main()


def load_recipe(script: Path) -> ModuleType:
    """Execute a recipe script as a module, so that its names can be reached before it runs."""
    spec = importlib.util.spec_from_file_location("gitune_trainer_recipe", script)
    if spec is None or spec.loader is None:
        raise Failure(ExitCode.USAGE, f"The recipe {script} cannot be loaded; use the trainer image.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _check_components(config: Any) -> None:
    # what `tune validate` does; torchtune itself would fail one component at a time, after loading the weights
    validate(config)


def _config() -> Path:
    return Path(sys.argv[sys.argv.index("--config") + 1])


def _use(path: Path) -> None:
    sys.argv[sys.argv.index("--config") + 1] = str(path)


if __name__ == "__main__":
    main()
