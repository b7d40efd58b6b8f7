"""The variables that the contract names, read once and checked.

Three more are for tests and for networks that need it: `GITUNE_RETRY_ATTEMPTS` (how often one operation is tried),
`GITUNE_RETRY_BACKOFF` and `GITUNE_TIMEOUT` (both in seconds).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gitune_initializer import globs, pins
from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.paths import rooted
from gitune_initializer.pins import Pins
from gitune_initializer.reference import ArtifactReference, FolderReference, HubReference, Reference, parse
from gitune_initializer.request import Kind, Request
from gitune_initializer.retry import RetryPolicy

_DEFAULT_REVISION = "main"
_ACCESS = ("AWS_", "GOOGLE_", "GCE_", "GITUNE_REGISTRY_")


@dataclass(frozen=True)
class Settings:
    """One start of the initializer."""

    request: Request
    reference: Reference
    target: Path
    workspace: Path
    """The run's volume."""
    pins: Pins | None
    token: str | None = field(repr=False)
    retry: RetryPolicy
    timeout: float
    """Seconds without a byte after which a connection is given up."""
    access: Mapping[str, str] = field(repr=False, default_factory=dict)
    """The variables of clouds and registries, which their clients read."""


def from_environment(kind: Kind, environment: Mapping[str, str]) -> Settings:
    """Read the settings of one start; a mistake in them is an `InitializerError` with the usage code."""
    root = Path(environment.get("GITUNE_ROOT") or "/").absolute()
    uri = _required(environment, "STORAGE_URI")
    reference = parse(uri, root)
    source = uri.rstrip("/")
    locked = _pins(environment, root, kind, source, reference)
    revision = locked.revision if locked else _revision(environment, reference)
    return Settings(
        request=Request(kind, source, revision, _files(environment)),
        reference=reference,
        target=_target(environment, root, reference),
        workspace=root / "workspace",
        pins=locked,
        token=_token(environment),
        retry=RetryPolicy(
            attempts=max(1, int(_number(environment, "GITUNE_RETRY_ATTEMPTS", RetryPolicy.attempts))),
            backoff=_number(environment, "GITUNE_RETRY_BACKOFF", RetryPolicy.backoff),
        ),
        timeout=_number(environment, "GITUNE_TIMEOUT", 30.0),
        access={name: value for name, value in environment.items() if name.startswith(_ACCESS)},
    )


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise InitializerError(ExitCode.USAGE, f"The variable {name} is not set: docs/image-contract.md names all.")
    return value


def _pins(environment: Mapping[str, str], root: Path, kind: Kind, source: str, reference: Reference) -> Pins | None:
    text = environment.get("GITUNE_PINS", "").strip()
    if not text:
        return None
    path = rooted(root, text)
    if path is None:
        raise InitializerError(ExitCode.USAGE, f"GITUNE_PINS {text!r} must be an absolute path without '..'.")
    return pins.read(path, kind, source, reference)


def _revision(environment: Mapping[str, str], reference: Reference) -> str | None:
    revision = environment.get("GITUNE_REVISION", "").strip()
    if isinstance(reference, HubReference):
        return revision or _DEFAULT_REVISION
    if isinstance(reference, ArtifactReference):
        return revision or reference.version
    if revision:
        raise InitializerError(
            ExitCode.USAGE,
            "GITUNE_REVISION is set, but only an hf:// or oci:// source has revisions: leave it out.",
        )
    return None


def _files(environment: Mapping[str, str]) -> tuple[str, ...]:
    text = environment.get("GITUNE_FILES", "").strip()
    try:
        patterns = json.loads(text) if text else []
    except ValueError as error:
        raise _bad_files(f"it is not JSON ({error})") from None
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
        raise _bad_files("it must be a JSON list of strings")
    for problem in filter(None, map(globs.problem, patterns)):
        raise _bad_files(problem)
    return tuple(sorted(set(patterns)))


def _bad_files(problem: str) -> InitializerError:
    return InitializerError(ExitCode.USAGE, f"GITUNE_FILES cannot be used: {problem}.")


def _target(environment: Mapping[str, str], root: Path, reference: Reference) -> Path:
    text = _required(environment, "GITUNE_TARGET")
    target = rooted(root, text)
    if target is None or target == root:
        raise InitializerError(
            ExitCode.USAGE, f"GITUNE_TARGET {text!r} must be an absolute path without '..', and not the root."
        )
    if isinstance(reference, FolderReference) and target.resolve().is_relative_to(reference.path.resolve()):
        raise InitializerError(
            ExitCode.USAGE, f"GITUNE_TARGET {text!r} lies in the source itself: choose a folder outside it."
        )
    return target


def _token(environment: Mapping[str, str]) -> str | None:
    # Secrets made by `echo` end in a newline, which no HTTP header may carry.
    token = environment.get("HF_TOKEN", "").strip()
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise InitializerError(
            ExitCode.TOKEN, "HF_TOKEN holds characters that no access token has: check the secret's value."
        )
    return token or None


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise InitializerError(ExitCode.USAGE, f"{name} must be a number of at least 0, not {text!r}.")
    return value
