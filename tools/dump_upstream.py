"""Writes down the stock configs that Kubeflow's torchtune runtimes start from: `runtimes/upstream/configs.json`.

    python tools/dump_upstream.py            # write
    python tools/dump_upstream.py --check    # exit 1 when the file is not what the installed torchtune says

The models come from `runtimes/upstream/runtimes.yaml`, the configs from torchtune's wheel: its licence stands beside
the signatures in `runtimes/torchtune/`. Which config a run gets is Trainer's choice, by these suffixes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from gitune.source import load_plain

FOLDER = Path(__file__).parents[1] / "runtimes" / "upstream"
INTERPOLATION = re.compile(r"\$\{(\w+)\}")
SUFFIXES = (
    "full",
    "full_multinode",
    "full_single_device",
    "lora",
    "lora_single_device",
    "qlora",
    "qlora_single_device",
)


def configs() -> dict[str, Any]:
    """Config by name, such as `llama3_2/1B_full`; those that the wheel does not have are left out."""
    names = [f"{model}_{suffix}" for model in models() for suffix in SUFFIXES]
    folder = Path(str(distribution("torchtune").locate_file("recipes/configs")))
    files = {name: folder / f"{name}.yaml" for name in names}
    return {name: resolved(load_plain(file.read_text(), str(file))) for name, file in files.items() if file.is_file()}


def resolved(config: dict[str, Any]) -> dict[str, Any]:
    """A config in which every `${key}` is what the key holds: Flux would take it for a variable of its own."""

    def value(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: value(item) for key, item in node.items()}
        return INTERPOLATION.sub(lambda match: str(config[match[1]]), node) if isinstance(node, str) else node

    return {key: value(node) for key, node in config.items()}


def models() -> list[str]:
    """The part of a config's name that stands for the model."""
    file = FOLDER / "runtimes.yaml"
    return sorted(runtime["config"] for runtime in load_plain(file.read_text(), str(file))["runtimes"])


def text() -> str:
    """The file's text."""
    return json.dumps(configs(), indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true")
    target, wanted = FOLDER / "configs.json", text()
    if parser.parse_args().check:
        return int(target.read_text() != wanted)
    target.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
