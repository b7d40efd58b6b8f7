"""What a person may say about a local run, and how the command line spells it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


class SecretKey(NamedTuple):
    """One entry of a Secret."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """Where the run's things are on this machine."""

    root: Path | None = None
    """The run's folder; None for `.gitune/run/<namespace>-<name>` below the working directory."""
    runtime: Path | None = None
    """File with the installed runtime, for TrainJobs of scope `existing`."""
    claims: Mapping[str, Path] = field(default_factory=dict)
    """Folder for each claim that the run takes files from. What it writes goes below `root`."""
    secrets: Mapping[SecretKey, str] = field(default_factory=dict)
    """Where each secret value is: `@FILE` or `env:VARIABLE`. Never the value itself."""
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    """This process's environment, of which containers see what `environment.INHERITED` names."""
    backoff_seconds: float = 1.0
    """Pause before the first restart; doubles with each, up to a minute."""


def parse_claim(text: str) -> tuple[str, Path]:
    """`NAME=FOLDER` as a claim and its folder.

    Raises:
        ValueError: the text has another form, or the folder is not there.
    """
    name, equals, folder = text.partition("=")
    if not (name and equals and folder):
        raise ValueError(f"{text!r} is not NAME=FOLDER")
    if not Path(folder).is_dir():
        raise ValueError(f"the folder {folder} of claim {name} is not there")
    return name, Path(folder)


def parse_secret(text: str) -> tuple[SecretKey, str]:
    """`NAME/KEY=@FILE` or `NAME/KEY=env:VARIABLE` as a secret's key and the place of its value.

    Raises:
        ValueError: the text has another form. It is not repeated, for it may hold the secret.
    """
    reference, _, place = text.partition("=")
    name, slash, key = reference.partition("/")
    if not (name and slash and key) or not place.removeprefix("env:").removeprefix("@"):
        raise ValueError("a secret is given as NAME/KEY=@FILE or NAME/KEY=env:VARIABLE")
    if not place.startswith(("@", "env:")):
        raise ValueError(f"give the place of {name}/{key}, @FILE or env:VARIABLE, never its value")
    return SecretKey(name, key), place
