"""The base model's files: all there, none empty, none cut off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gitune_trainer import safetensors_header
from gitune_trainer.exits import ExitCode
from gitune_trainer.preflight.finding import Finding, Start
from gitune_trainer.safetensors_header import BrokenFileError

CHECKPOINTER = "torchtune.training.FullModelHFCheckpointer"


def layout(start: Start) -> Iterator[Finding]:
    """The one layout in which the trainer can resume and publish."""
    config = start.config
    component = config.get("checkpointer._component_")
    if component != CHECKPOINTER:
        yield Finding(
            ExitCode.CONFIG, f"checkpointer is {component}, but only {CHECKPOINTER} can be published; use it."
        )
    if config.get("checkpointer.output_dir") != config.tree["output_dir"]:
        yield Finding(ExitCode.CONFIG, "checkpointer.output_dir differs from output_dir; make them the same.")
    output, base = config.output_dir.resolve(), config.checkpoint_dir.resolve()
    if output.is_relative_to(base):
        yield Finding(
            ExitCode.CONFIG, f"output_dir {output} lies in checkpointer.checkpoint_dir; choose another folder."
        )


def weights(start: Start) -> Iterator[Finding]:
    """Every checkpoint file and the model's config.json can be read."""
    folder = start.config.checkpoint_dir
    for name in start.config.checkpoint_files:
        yield from _present(folder / name) or _whole(folder / name)
    config = folder / "config.json"
    yield from _present(config) or _json(config)


def tokenizer(start: Start) -> Iterator[Finding]:
    """Every file that the tokenizer section names is there."""
    section: dict[str, Any] = start.config.get("tokenizer", {})
    for value in section.values():
        if isinstance(value, str) and value.startswith("/"):
            yield from _present(Path(value))


def _present(path: Path) -> list[Finding]:
    if not path.is_file():
        return [
            Finding(ExitCode.MISSING, f"{path} is missing; add it to the files that the model initializer fetches.")
        ]
    if path.stat().st_size == 0:
        return [Finding(ExitCode.FILES, f"{path} is empty; delete it and let the initializer fetch it again.")]
    return []


def _whole(path: Path) -> list[Finding]:
    if path.suffix != ".safetensors":
        return []
    try:
        safetensors_header.read(path)
    except BrokenFileError as error:
        return [
            Finding(ExitCode.FILES, f"{path} is broken: {error}; delete it and let the initializer fetch it again.")
        ]
    return []


def _json(path: Path) -> list[Finding]:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return [Finding(ExitCode.FILES, f"{path} is not JSON; delete it and let the initializer fetch it again.")]
    return []
