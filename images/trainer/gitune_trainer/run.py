"""One start of a run, from its config to its completion marker."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from gitune_trainer import checkpoints, config, devices, environment, launch, notes, preflight, recipes
from gitune_trainer.config import Config
from gitune_trainer.exits import say
from gitune_trainer.finish import finish, is_publishable
from gitune_trainer.job import Job
from gitune_trainer.preflight.finding import Start
from gitune_trainer.recipes import Recipe
from gitune_trainer.settings import Settings

AFRESH = {"resume_from_checkpoint": False}
"""Whatever the config says: without a checkpoint torchtune's resume dies."""


def run(settings: Settings) -> None:
    """Train what is left to train and publish it; raises `Failure` or `Terminated`."""
    loaded = config.load(settings.config, settings.root)
    if notes.is_complete(loaded.output_dir):
        say(f"The run in {loaded.output_dir} is complete; nothing to do.")
        return
    recipe = recipes.find(settings.recipe)
    if not _is_trained(settings, loaded, recipe):
        _train(settings, loaded, recipe)
    if settings.publishes:
        finish(loaded, recipe)


def _is_trained(settings: Settings, loaded: Config, recipe: Recipe) -> bool:
    if notes.trained_steps(loaded.output_dir) is None:
        return False
    if is_publishable(loaded, recipe):
        say("All epochs were trained before; publishing is what is left.")
        return True
    if settings.publishes:
        notes.forget_trained(loaded.output_dir)
    return False


def _train(settings: Settings, loaded: Config, recipe: Recipe) -> None:
    scratch = settings.scratch(loaded.output_dir.name)
    environment.make_folders(scratch)
    environment.adopt(environment.prepare(os.environ, scratch))
    start = _start(settings, loaded, recipe)
    resume = checkpoints.find(loaded, recipe) if settings.publishes else None
    preflight.run(start if resume is None else replace(start, epochs_done=resume.epochs))
    if settings.publishes:
        _prepare_output(loaded, resume)
    effective = loaded.with_values(resume.values if resume else AFRESH)
    _launch(start, effective.write(scratch / "torchtune.yaml"), scratch)


def _start(settings: Settings, loaded: Config, recipe: Recipe) -> Start:
    seen = devices.look(loaded, os.environ)
    return Start(settings, recipe, loaded, seen, devices.processes(settings, recipe, seen))


def _prepare_output(loaded: Config, resume: checkpoints.Resume | None) -> None:
    loaded.output_dir.mkdir(parents=True, exist_ok=True)
    checkpoints.clean(loaded, resume)
    if resume is not None:
        say(f"Going on after {resume.epochs} of {loaded.epochs} epochs.")


def _launch(start: Start, effective: Path, scratch: Path) -> None:
    job = Job(
        recipe=start.recipe.name,
        script=str(start.recipe.script),
        output=str(start.config.output_dir),
        scratch=str(scratch),
        nodes=start.settings.nodes,
    )
    shared = start.config.device == "cpu" and start.processes > 1
    env = environment.share_cores(os.environ) if shared else os.environ
    command = launch.command(start.settings, start.recipe, start.processes, effective)
    launch.run(command, env, job)
