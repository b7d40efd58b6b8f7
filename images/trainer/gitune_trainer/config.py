"""The resolved torchtune config: read as torchtune reads it, checked, and written again for this start.

The mounted file is never edited. What torchtune gets is a copy with GITUNE_ROOT in front of the absolute paths
and, when a checkpoint is there, the switches that make it go on from it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from gitune_trainer.exits import ExitCode, Failure
from gitune_trainer.settings import below

TEXT_KEYS = frozenset({"new_system_prompt", "prompt_template"})
"""Keys whose value is text for the model, never a path, though it may start with a slash."""
REQUIRED = ("output_dir", "device", "dtype", "epochs", "batch_size", "model", "checkpointer", "dataset")
COUNTS = ("epochs", "batch_size", "gradient_accumulation_steps", "max_steps_per_epoch")


class Config:
    """A torchtune config with typed access to what the trainer itself needs to know."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree

    def get(self, path: str, default: Any = None) -> Any:
        """The value at a dotted ``path``, or ``default`` where there is none or null."""
        node: Any = self.tree
        for key in path.split("."):
            node = node.get(key) if isinstance(node, dict) else None
        return default if node is None else node

    @property
    def output_dir(self) -> Path:
        """Everything that the run leaves is below it."""
        return Path(self.tree["output_dir"])

    @property
    def device(self) -> str:
        """``cuda``, ``cpu`` and so on, without an index."""
        return str(self.tree["device"]).split(":", maxsplit=1)[0]

    @property
    def epochs(self) -> int:
        """Epochs in total, resumed ones included."""
        return int(self.tree["epochs"])

    @property
    def checkpoint_dir(self) -> Path:
        """The base model's folder."""
        return Path(self.get("checkpointer.checkpoint_dir", ""))

    @property
    def checkpoint_files(self) -> list[str]:
        """Names below `checkpoint_dir`; torchtune's ``filename_format`` form is expanded."""
        files = self.get("checkpointer.checkpoint_files", [])
        if not isinstance(files, dict):
            return [str(name) for name in files]
        last = str(files.get("max_filename", ""))
        numbers = (str(number).zfill(len(last)) for number in range(1, int(last or 0) + 1))
        return [str(files.get("filename_format", "")).format(number, last) for number in numbers]

    @property
    def datasets(self) -> list[dict[str, Any]]:
        """The dataset sections; torchtune concatenates a list of them."""
        section = self.tree["dataset"]
        return section if isinstance(section, list) else [section]

    @property
    def adapter_only(self) -> bool:
        """No merged weights are written."""
        return bool(self.get("save_adapter_weights_only", False))

    @property
    def asynchronous(self) -> bool:
        """Intermediate checkpoints are distributed ones, written by a thread."""
        return bool(self.get("enable_async_checkpointing", False))

    def with_values(self, values: dict[str, Any]) -> Config:
        """A copy in which each dotted path of ``values`` has its value."""
        tree = copy.deepcopy(self.tree)
        for path, value in values.items():
            *parents, last = path.split(".")
            node = tree
            for key in parents:
                node = node.setdefault(key, {})
            node[last] = value
        return Config(tree)

    def write(self, path: Path) -> Path:
        """Write it as YAML that OmegaConf, and so torchtune, reads back the same."""
        path.parent.mkdir(parents=True, exist_ok=True)
        OmegaConf.save(OmegaConf.create(self.tree), path)
        return path


def load(path: Path, root: Path) -> Config:
    """Read the config at ``path`` with ``root`` in front of its absolute paths; raises `Failure` 2, 11 or 17."""
    try:
        tree = OmegaConf.to_container(OmegaConf.load(path), resolve=False)
    except FileNotFoundError:
        raise Failure(ExitCode.USAGE, f"There is no config at {path}; mount the run's ConfigMap there.") from None
    except (YAMLError, OmegaConfBaseException, UnicodeDecodeError, OSError) as error:
        raise Failure(ExitCode.CONFIG, f"The config {path} cannot be read: {error}. Compile it again.") from None
    if not isinstance(tree, dict):
        raise Failure(ExitCode.CONFIG, f"The config {path} is not a mapping. Compile it again.")
    _refuse_interpolation(tree)
    _require(tree)
    _require_counts(tree)
    return Config(_rooted(tree, root))


def _refuse_interpolation(tree: dict[Any, Any]) -> None:
    open_ones = [path for path, value in _strings(tree) if "${" in value]
    if open_ones:
        raise Failure(
            ExitCode.CONFIG,
            f"The config leaves {', '.join(open_ones)} to an interpolation; write the values out.",
        )


def _require(tree: dict[Any, Any]) -> None:
    missing = [key for key in REQUIRED if tree.get(key) is None]
    if missing:
        raise Failure(ExitCode.CONFIG, f"The config lacks {', '.join(missing)}; compile it again.")


def _require_counts(tree: dict[Any, Any]) -> None:
    wrong = [key for key in COUNTS if not isinstance(tree.get(key, 1) or 1, int)]
    if wrong:
        raise Failure(ExitCode.CONFIG, f"The config's {', '.join(wrong)} must be whole numbers; correct the spec.")


def _strings(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from _strings(child, f"{path}.{key}" if path else str(key))


def _rooted(node: Any, root: Path, key: str = "") -> Any:
    if isinstance(node, dict):
        return {name: _rooted(child, root, str(name)) for name, child in node.items()}
    if isinstance(node, list):
        return [_rooted(child, root, key) for child in node]
    if isinstance(node, str) and node.startswith("/") and key not in TEXT_KEYS:
        return str(below(root, node))
    return node
