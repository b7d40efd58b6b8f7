"""The dataset, loaded as torchtune will load it (and left in the cache for it): readable, right, enough."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from gitune_trainer.exits import ExitCode
from gitune_trainer.preflight.columns import Needs, load_arguments, needs
from gitune_trainer.preflight.finding import Finding, Start


def trainable(start: Start) -> Iterator[Finding]:
    """Every dataset has its columns, and together they have rows for at least one optimizer step."""
    total, countable = 0, True
    for section in start.config.datasets:
        wanted = needs(section)
        if wanted is None:
            countable = False  # not known here, so neither is what it hands to load_dataset
            continue
        loaded = _load(section)
        if isinstance(loaded, Finding):
            yield loaded
            return
        total += len(loaded)
        countable = countable and not section.get("packed", False)
        yield from _columns(loaded, wanted)
    yield from _steps(start, total if countable else None)


def _load(section: Mapping[str, Any]) -> Any | Finding:
    import datasets  # noqa: PLC0415 - one second that a finished run must not take

    try:
        loaded = datasets.load_dataset(section.get("source"), **load_arguments(section))
    except Exception as error:
        return Finding(*_unreadable(section, error))
    if not isinstance(loaded, datasets.Dataset):
        return Finding(ExitCode.CONFIG, "dataset.split names no single split; name one, such as train.")
    return loaded


def _unreadable(section: Mapping[str, Any], error: Exception) -> tuple[ExitCode, str]:
    where = section.get("data_files") or section.get("data_dir") or section.get("source")
    reason = next(iter(str(error).splitlines()), "") or type(error).__name__
    if isinstance(error, FileNotFoundError):
        return ExitCode.MISSING, f"The dataset at {where} is not there: {reason}. Check dataset.source and its files."
    return ExitCode.FILES, f"The dataset at {where} cannot be read: {reason}. Check dataset.format and dataset.split."


def _columns(loaded: Any, wanted: Needs) -> Iterator[Finding]:
    there = ", ".join(loaded.column_names)
    roles = dict(wanted.text) | ({"conversation": wanted.conversation} if wanted.conversation else {})
    for role, column in roles.items():
        if column not in loaded.column_names:
            yield Finding(
                ExitCode.FILES,
                f"The dataset has no column {column!r} for the {role}; it has {there}. Map it in dataset.columns.",
            )
        elif role == "conversation":
            yield from _turns(loaded, column, wanted.turn_keys)
        else:
            yield from _text(loaded, column)


def _text(loaded: Any, column: str) -> Iterator[Finding]:
    kind = getattr(loaded.features[column], "dtype", "nested")
    if kind not in {"string", "large_string"}:
        yield Finding(
            ExitCode.FILES, f"Column {column!r} holds {kind} values, not text; map a text column in dataset.columns."
        )
        return
    empty = loaded.data.column(column).null_count
    if empty:
        yield Finding(
            ExitCode.FILES, f"Column {column!r} is null in {empty} of {len(loaded)} rows; drop them or fill them."
        )


def _turns(loaded: Any, column: str, keys: tuple[str, ...]) -> Iterator[Finding]:
    turns = loaded[0][column] if len(loaded) else []
    first = turns[0] if isinstance(turns, list) and turns else turns
    if len(loaded) and not (isinstance(first, dict) and all(key in first for key in keys)):
        yield Finding(
            ExitCode.FILES,
            f"Column {column!r} should hold lists of turns with {' and '.join(keys)}; the first row has"
            f" {str(first)[:60]!r}. Check dataset.columns and the conversation style.",
        )


def _steps(start: Start, rows: int | None) -> Iterator[Finding]:
    config = start.config
    if config.epochs < 1 or config.get("max_steps_per_epoch", 1) < 1:
        yield Finding(
            ExitCode.NOTHING_TO_TRAIN, "epochs and max_steps_per_epoch must be at least 1 for the run to train."
        )
    if rows is None:
        return  # packing or an unknown component decides; the recipe is asked before it trains (hooks.py)
    replicas = max(1, start.world_size // int(config.get("tensor_parallel_dim", 1)))
    batch, accumulate = int(config.tree["batch_size"]), int(config.get("gradient_accumulation_steps", 1))
    batches = math.ceil(rows / replicas) // batch
    if batches < accumulate:
        yield Finding(
            ExitCode.NOTHING_TO_TRAIN,
            f"{rows} rows give {batches} batches of {batch} on each of {replicas} processes, but one optimizer step"
            f" needs {accumulate}; add rows or lower training.globalBatchSize.",
        )
