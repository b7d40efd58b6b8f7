"""Same input, same bytes: whatever the process, the clock, the locale, the place or the order of keys."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parents[3]
EXAMPLES = sorted(p.parent.name for p in (REPOSITORY / "examples").glob("*/finetune.yaml"))


def compile_in(spec: Path, out: Path, **environment: str) -> dict[str, bytes]:
    umask = int(environment.pop("UMASK", "022"), 8)
    subprocess.run(
        [sys.executable, "-m", "gitune", "compile", str(spec), "-o", str(out)],
        check=True,
        capture_output=True,
        cwd=environment.pop("CWD", str(spec.parent)),
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment},
        umask=umask,
    )
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def shuffled(data: Any, dice: random.Random) -> Any:
    """The same data with the keys of every mapping in another order."""
    if isinstance(data, dict):
        return {key: shuffled(data[key], dice) for key in dice.sample(list(data), len(data))}
    return [shuffled(item, dice) for item in data] if isinstance(data, list) else data


@pytest.mark.parametrize("example", EXAMPLES)
def test_two_processes_agree(example: str, tmp_path: Path) -> None:
    spec = REPOSITORY / "examples" / example / "finetune.yaml"
    one = compile_in(spec, tmp_path / "one", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C", UMASK="022")
    other = compile_in(
        spec, tmp_path / "two", PYTHONHASHSEED="4242", TZ="Pacific/Chatham", LC_ALL="C.UTF-8", UMASK="077", CWD="/"
    )
    assert one == other


@pytest.mark.parametrize("example", EXAMPLES)
def test_order_of_keys_and_comments_do_not_matter(example: str, tmp_path: Path) -> None:
    source = REPOSITORY / "examples" / example / "finetune.yaml"
    copy = tmp_path / "spec" / "finetune.yaml"
    copy.parent.mkdir()
    data = shuffled(yaml.safe_load(source.read_text()), random.Random(7))
    copy.write_text("# another comment\n" + yaml.safe_dump(data, sort_keys=False))
    assert compile_in(source, tmp_path / "one") == compile_in(copy, tmp_path / "two")
