"""Secrets of a local run: read from files or variables, held in memory, handed to containers, never shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gitune.diagnostics.model import Diagnostic
from gitune.local.model import JobSet, Manifest
from gitune.local.options import SecretKey
from gitune.local.refusal import Refused, diagnostic

SHORTEST_TO_HIDE = 6
"""Shorter values would blot out ordinary words of a log."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Secret values by their key. Its `repr` shows none."""

    values: Mapping[SecretKey, str] = field(repr=False)

    def of(self, name: str) -> dict[str, str]:
        """Every given entry of one Secret."""
        return {key.key: value for key, value in self.values.items() if key.name == name}

    def hidden(self, text: str) -> str:
        """`text` with every secret value in it replaced by asterisks."""
        for value in sorted(self.values.values(), key=len, reverse=True):
            if len(value) >= SHORTEST_TO_HIDE:
                text = text.replace(value, "***")
        return text


def read_secrets(jobset: JobSet, given: Mapping[SecretKey, str], environ: Mapping[str, str]) -> Secrets:
    """The values of all secrets that the run's containers name.

    Raises:
        Refused: GT605 for each required one that is not given, or whose place cannot be read.
    """
    values: dict[SecretKey, str] = {}
    problems: list[Diagnostic] = []
    for key, place in given.items():
        try:
            values[key] = _value(place, environ)
        except (OSError, UnicodeDecodeError, KeyError) as error:
            reason = f"{place} is not set" if isinstance(error, KeyError) else f"{place}: {error}"
            problems.append(diagnostic("GT605", f"the secret {key.name}/{key.key} cannot be read: {reason}"))
    problems += _missing(jobset, set(given))
    if problems:
        raise Refused(*problems)
    return Secrets(values)


def _value(place: str, environ: Mapping[str, str]) -> str:
    if place.startswith("env:"):
        return environ[place.removeprefix("env:")]
    # An editor's last newline is no part of a token, and breaks the HTTP header that the token goes into.
    return Path(place.removeprefix("@")).read_text(encoding="utf-8").removesuffix("\n")


def _missing(jobset: JobSet, given: set[SecretKey]) -> Iterable[Diagnostic]:
    names = {key.name for key in given}
    wanted = {key for job in jobset.jobs for entry in job.container.env if (key := _required(entry))}
    for key in sorted(wanted - given):
        yield _ask(f"{key.name}/{key.key}")
    whole = [e.get("secretRef", {}) for job in jobset.jobs for e in job.container.env_from]
    for name in sorted({s["name"] for s in whole if s and not s.get("optional")} - names):
        yield _ask(f"{name}/KEY")


def _required(entry: Manifest) -> SecretKey | None:
    reference = entry.get("valueFrom", {}).get("secretKeyRef")
    if not reference or reference.get("optional"):
        return None
    return SecretKey(reference["name"], reference["key"])


def _ask(reference: str) -> Diagnostic:
    hint = f"--secret {reference}=@FILE or --secret {reference}=env:VARIABLE"
    return diagnostic("GT605", f"the run needs the secret {reference}", hint=hint)
