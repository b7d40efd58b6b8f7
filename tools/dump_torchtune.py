"""Writes down what the compiler knows of torchtune without importing it: `runtimes/torchtune/<version>/`.

    python tools/dump_torchtune.py            # write
    python tools/dump_torchtune.py --check    # exit 1 when the files are not what this torchtune says

`components.json` holds the signatures of everything a config may name as `_component_`; `recipes.json` the config keys
that each recipe reads, taken from the recipes' source. Both are derived from torchtune: its licence stands beside them.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import json
import logging
import pkgutil
import sys
import types
import typing
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

import yaml

DISTRIBUTION = "torchtune"
TARGET = Path(__file__).parents[1] / "runtimes" / "torchtune"

MODULES = (
    "torchtune.data",
    "torchtune.datasets",
    "torchtune.datasets.multimodal",
    "torchtune.modules.loss",
    "torchtune.modules.peft",
    "torchtune.rlhf.loss",
    "torchtune.training",
    "torchtune.training.lr_schedulers",
    "torchtune.training.metric_logging",
    "torchtune.training.quantization",
)
"""Modules whose public callables are components."""

NEEDS_TORCHVISION = frozenset({"clip", "llama3_2_vision"})
"""Model families that need torchvision, which the trainer image does not have."""

SINGLE = (
    "torch.nn.CrossEntropyLoss",
    "torch.optim.Adam",
    "torch.optim.AdamW",
    "torch.optim.SGD",
    "torchao.optim.AdamW4bit",
    "torchao.optim.AdamW8bit",
    "torchao.optim.CPUOffloadOptimizer",
    "torchtune.models.mistral._component_builders.mistral_classifier",
    "torchtune.modules.transforms.tokenizers.SentencePieceBaseTokenizer",
    "torchtune.modules.transforms.tokenizers.TikTokenBaseTokenizer",
)
"""Components that are named one by one."""

OPTIONAL = (
    "bitsandbytes.optim.AdamW8bit",
    "bitsandbytes.optim.PagedAdamW",
    "bitsandbytes.optim.PagedAdamW8bit",
)
"""Components of distributions that may be missing here; what is already written down then stays."""

NOT_A_KEY = frozenset({"copy", "get", "items", "keys", "pop", "values"})
"""Methods of an OmegaConf mapping."""


def components(committed: dict[str, Any]) -> dict[str, Any]:
    """Signature by dotted path, sorted by path."""
    found = {path: signature(_resolve(path)) for path in SINGLE}
    for path in OPTIONAL:
        try:
            found[path] = signature(_resolve(path))
        except ImportError:
            print(f"{path}: not installed here, kept as it is", file=sys.stderr)
            if path in committed:
                found[path] = committed[path]
    for name in (*MODULES, *_families()):
        found |= {f"{name}.{key}": signature(value) for key, value in _public(importlib.import_module(name))}
    return dict(sorted(found.items()))


def _families() -> list[str]:
    models = importlib.import_module("torchtune.models")
    names = [module.name for module in pkgutil.iter_modules(models.__path__)]
    skipped = NEEDS_TORCHVISION | {"convert_weights"}
    return [f"torchtune.models.{name}" for name in names if name not in skipped and not name.startswith("_")]


def _public(module: types.ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    names = getattr(module, "__all__", None) or [
        name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__
    ]
    for name in names:
        value = getattr(module, name)
        if not name.startswith("_") and callable(value) and _has_signature(value):
            yield name, value


def _has_signature(value: Callable[..., Any]) -> bool:
    try:
        inspect.signature(value)
    except (TypeError, ValueError):
        return False
    return typing.get_origin(value) is None  # type aliases are callable, too


def _resolve(path: str) -> Any:
    module, name = path.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def signature(value: Callable[..., Any]) -> dict[str, Any]:
    """The parameters in their order; `default` only where it is plain data."""
    return {name: _parameter(one) for name, one in inspect.signature(value).parameters.items()}


def _parameter(one: inspect.Parameter) -> dict[str, Any]:
    variable = one.kind in (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    found: dict[str, Any] = {
        "kind": one.kind.name,
        "required": one.default is inspect.Parameter.empty and not variable,
    }
    if one.default not in (inspect.Parameter.empty, None) and _is_data(one.default):
        found["default"] = one.default
    if one.annotation is not inspect.Parameter.empty:
        found["type"] = type_name(one.annotation)
    return found


def _is_data(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_is_data(part) for part in value)
    return isinstance(value, (bool, int, float, str))


def type_name(annotation: Any) -> str:  # noqa: PLR0911
    """An annotation as text, the same on every version of Python: `int | None`, `list[str]`."""
    if isinstance(annotation, str):
        return annotation
    if isinstance(annotation, typing.ForwardRef):
        return annotation.__forward_arg__
    if annotation in (None, type(None)):
        return "None"
    if isinstance(annotation, typing.TypeVar):
        return annotation.__name__
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        # typing caches equal unions, so that the order of members depends on who was imported first.
        return " | ".join(sorted({type_name(part) for part in arguments}, key=lambda name: (name == "None", name)))
    if origin is typing.Literal:
        return f"Literal[{', '.join(repr(part) for part in arguments)}]"
    if isinstance(annotation, list):
        return f"[{', '.join(type_name(part) for part in annotation)}]"
    if origin is not None:
        inner = ", ".join("..." if part is ... else type_name(part) for part in arguments)
        return f"{_class_name(origin)}[{inner}]" if inner else _class_name(origin)
    return _class_name(annotation)


def _class_name(value: Any) -> str:
    name = getattr(value, "__qualname__", None) or str(value).removeprefix("typing.")
    module = getattr(value, "__module__", "builtins")
    return name if module in ("builtins", "typing", "collections.abc") else f"{module}.{name}"


def recipes() -> dict[str, Any]:
    """What each recipe reads. A key is required when it is read without a default and every stock config has it."""
    registry = importlib.import_module("torchtune._recipe_registry")
    root = Path(str(distribution(DISTRIBUTION).locate_file("recipes")))
    found = {}
    for recipe in registry.get_all_recipes():
        optional, plain = _keys(root / recipe.file_path)
        stock = [set(config) for config in stock_configs(root, recipe).values()]
        found[recipe.name] = {
            "distributed": recipe.supports_distributed,
            "keys": sorted(optional | plain),
            "required": sorted(set.intersection(plain - optional, *stock)),
        }
    return dict(sorted(found.items()))


def stock_configs(root: Path, recipe: Any) -> dict[str, dict[str, Any]]:
    """The configs that torchtune ships for a recipe, as plain data by name; not all that are registered are shipped."""
    files = {config.name: root / "configs" / config.file_path for config in recipe.configs}
    return {name: yaml.safe_load(file.read_text()) for name, file in files.items() if file.is_file()}


def _keys(file: Path) -> tuple[set[str], set[str]]:
    """The keys that a recipe reads with a default, and those that it reads without."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    optional, plain = _reads(tree)
    if any(isinstance(node, ast.Name) and node.id == "CheckpointClient" for node in ast.walk(tree)):
        client = importlib.import_module("torchtune.training.checkpointing._checkpoint_client")
        more = _reads(ast.parse(inspect.getsource(client)))
        optional, plain = optional | more[0], plain | more[1]
    return optional, plain


def _reads(tree: ast.AST) -> tuple[set[str], set[str]]:
    optional: set[str] = set()
    plain: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_get(node.func) and node.args:
            optional.add(_constant(node.args[0]))
        elif isinstance(node, ast.Attribute) and _is_config(node.value) and node.attr not in NOT_A_KEY:
            plain.add(node.attr)
        elif isinstance(node, ast.Subscript) and _is_config(node.value):
            plain.add(_constant(node.slice))
    return optional, plain


def _is_get(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "get" and _is_config(node.value)


def _is_config(node: ast.expr) -> bool:
    """`cfg`, or `self.cfg` and `self._cfg`."""
    if isinstance(node, ast.Attribute):
        return node.attr in ("cfg", "_cfg") and isinstance(node.value, ast.Name) and node.value.id == "self"
    return isinstance(node, ast.Name) and node.id == "cfg"


def _constant(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return str(getattr(importlib.import_module("torchtune.training"), node.id))
    raise ValueError(f"a config key that is neither text nor a name: {ast.unparse(node)}")


def as_json(data: dict[str, dict[str, Any]]) -> str:
    """JSON with one line per innermost entry, so that a diff shows one parameter or one key list a line."""
    blocks = []
    for name, entry in data.items():
        lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value, sort_keys=True)}" for key, value in entry.items())
        blocks.append(f" {json.dumps(name)}: {{\n{lines}\n }}" if entry else f" {json.dumps(name)}: {{}}")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def files() -> dict[Path, str]:
    """Every file that this tool owns, with its content."""
    folder = TARGET / version(DISTRIBUTION)
    signatures = folder / "components.json"
    committed = json.loads(signatures.read_text(encoding="utf-8")) if signatures.is_file() else {}
    licence = distribution(DISTRIBUTION).read_text("licenses/LICENSE")
    if licence is None:
        raise FileNotFoundError("torchtune's licence is not in its distribution")
    return {
        signatures: as_json(components(committed)),
        folder / "recipes.json": as_json(recipes()),
        folder / "LICENSE.torchtune": licence,
    }


def drifted(wanted: dict[Path, str]) -> list[Path]:
    """The files whose bytes on disk are not the wanted ones."""
    return [file for file, text in wanted.items() if not file.is_file() or file.read_text(encoding="utf-8") != text]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 on drift")
    arguments = parser.parse_args()
    wanted = files()
    changed = drifted(wanted)
    for file in changed:
        print(file)
        if not arguments.check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(wanted[file], encoding="utf-8")
    return 1 if arguments.check and changed else 0


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    sys.exit(main())
