"""The environment of torchtune's processes: no network, and every cache below the pod's scratch folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

FLAGS = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTHONUNBUFFERED": "1",
}
CACHES = {
    "HF_HOME": "huggingface",
    "XDG_CACHE_HOME": "cache",
    "TORCHINDUCTOR_CACHE_DIR": "inductor",
    "TRITON_CACHE_DIR": "triton",
    "TRITON_HOME": "triton-home",
    "TORCH_HOME": "torch",
    "WANDB_DIR": "wandb",
    "MPLCONFIGDIR": "matplotlib",
    "TMPDIR": "tmp",
}
EMPTY = "empty"
"""torchtune's working directory: `python -m` and `tune run` import from there, and a cache folder called `triton`
would pass for the package.
"""
INHERITED_CACHES = ("HF_DATASETS_CACHE", "HF_HUB_CACHE", "HF_ASSETS_CACHE", "HUGGINGFACE_HUB_CACHE")


def prepare(env: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """The environment for torchtune, made of the pod's.

    PET_* goes: torchrun reads it as defaults, and the launcher gives every option itself.
    """
    prepared = {
        name: value for name, value in env.items() if not name.startswith("PET_") and name not in INHERITED_CACHES
    }
    prepared |= FLAGS | {name: str(scratch / folder) for name, folder in CACHES.items()}
    # torch asks for a user name, which a user id without a passwd entry has not
    prepared.setdefault("USER", "gitune")
    prepared["PYTHONPATH"] = _python_path(env.get("PYTHONPATH", ""))
    return prepared


def share_cores(env: Mapping[str, str]) -> dict[str, str]:
    """``env`` for several processes that compute on the same CPU: one thread each, unless the pod says more."""
    return {"OMP_NUM_THREADS": "1", **env}


def adopt(env: Mapping[str, str]) -> None:
    """Make ``env`` this process's own, for the libraries that the preflight imports."""
    os.environ.clear()
    os.environ.update(env)


def _python_path(inherited: str) -> str:
    # PYTHONPATH precedes the standard library, so an installed package stays where it is
    home = Path(__file__).resolve().parent.parent
    installed = home.name in {"site-packages", "dist-packages"}
    return ":".join(filter(None, ("" if installed else str(home), inherited)))


def make_folders(scratch: Path) -> None:
    """Create the folders that `prepare` names, and torchtune's working directory."""
    for folder in (EMPTY, *CACHES.values()):
        (scratch / folder).mkdir(parents=True, exist_ok=True)
