"""After the last epoch: is it a trained model, and if so, publish it."""

from __future__ import annotations

from gitune_trainer import checkpoints, metrics, notes, publish, weights
from gitune_trainer.config import Config
from gitune_trainer.exits import ExitCode, Failure, say
from gitune_trainer.recipes import Recipe


def is_publishable(config: Config, recipe: Recipe) -> bool:
    """Whether the last epoch's folder has all the weights that the run is for."""
    folder = checkpoints.epoch_folder(config, config.epochs - 1)
    adapter = not recipe.trains_adapter or not config.adapter_only or weights.of_adapter(folder) is not None
    return adapter and (config.adapter_only or weights.of_model(folder) is not None)


def finish(config: Config, recipe: Recipe) -> None:
    """Verify the training, publish `model/` and `adapter/`, and leave the marker; raises `Failure` 30."""
    output = config.output_dir
    steps, summary = notes.trained_steps(output), metrics.summarize(output / metrics.FILE)
    _verify(config, recipe, steps, summary)
    epoch = checkpoints.epoch_folder(config, config.epochs - 1)
    completion = notes.Completion(
        recipe=recipe.name,
        steps=steps or 0,
        first_loss=summary.first_loss,
        last_loss=summary.last_loss,
        tokens_per_second=summary.tokens_per_second,
        model=None if config.adapter_only else publish.model(epoch, output),
        adapter=publish.adapter(epoch, output) if recipe.trains_adapter else None,
    )
    completion.write(output)
    say(f"{steps} steps, loss {summary.first_loss} to {summary.last_loss}; published in {output}.")


def _verify(config: Config, recipe: Recipe, steps: int | None, summary: metrics.Summary) -> None:
    if steps is None:
        raise Failure(
            ExitCode.TRAINING, "torchtune ended without an error but before the last epoch; start the run again."
        )
    if steps < 1:
        raise Failure(ExitCode.NOTHING_TO_TRAIN, "No optimizer step was taken; the run needs more rows or epochs.")
    if summary.logged and summary.last_loss is None:
        raise Failure(
            ExitCode.TRAINING,
            "The last loss is not a number, so the weights are not either; lower training.learningRate, and check"
            " that no row is longer than training.maxSeqLen before its answer.",
        )
    if not is_publishable(config, recipe):
        raise Failure(
            ExitCode.TRAINING,
            f"The weights of the last epoch are not whole in {config.output_dir}; start the run again.",
        )
