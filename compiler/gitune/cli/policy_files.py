"""Reading policies and their cases for `gitune policy`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gitune.diagnostics.model import Diagnostic
from gitune.policy.case_model import PolicyCase
from gitune.policy.case_read import read_cases
from gitune.policy.names import same_names
from gitune.policy.policy import Policy
from gitune.policy.read import LIMITS, read_policy
from gitune.source.document import Document
from gitune.source.read import read
from gitune.workspace.problems import shown, unreadable

SUFFIX, CASES = ".policy.yaml", ".cases.yaml"


class PolicyInput(NamedTuple):
    """One policy file."""

    file: Path
    policy: Policy


class CasesInput(NamedTuple):
    """The cases of one policy, as far as they could be read."""

    cases: tuple[PolicyCase, ...]
    document: Document | None
    """None where there is no file of cases."""
    starts: tuple[Document | None, ...]
    """For each case the spec that it starts from."""


class PolicyInputs:
    """Everything that was read, and what could not be."""

    def __init__(self) -> None:
        self.policies: list[PolicyInput] = []
        self.diagnostics: list[Diagnostic] = []
        self.texts: dict[str, str] = {}

    def read(self, paths: Sequence[str]) -> None:
        """Reads the policies that `paths` name: files, or folders that are searched for `*.policy.yaml`."""
        files = dict.fromkeys(file for path in paths or ["."] for file in self._expand(Path(path)))
        for file in files:
            data = self._bytes(file)
            if data is None:
                continue
            result = read_policy(data, shown(file))
            self.texts[shown(file)] = result.text
            self.diagnostics += result.diagnostics
            if result.policy is not None:
                self.policies.append(PolicyInput(file, result.policy))
        self.diagnostics += same_names(each.policy for each in self.policies)

    def cases(self, policy: PolicyInput) -> CasesInput:
        """The cases that stand beside a policy."""
        file = policy.file.with_name(policy.file.name.removesuffix(SUFFIX).removesuffix(".yaml") + CASES)
        if not file.is_file():
            return CasesInput((), None, ())
        data = self._bytes(file)
        if data is None:
            return CasesInput((), None, ())
        result = read_cases(data, shown(file), policy.policy)
        self.texts[shown(file)] = result.text
        self.diagnostics += result.diagnostics
        return CasesInput(result.cases, result.document, tuple(self._start(file, case) for case in result.cases))

    def _start(self, cases: Path, case: PolicyCase) -> Document | None:
        if case.file is None:
            return None
        file = Path(os.path.normpath(cases.parent / case.file))
        data = self._bytes(file)
        if data is None:
            return None
        result = read(data, shown(file))
        self.texts[shown(file)] = result.text
        self.diagnostics += result.diagnostics
        return result.document

    def _expand(self, path: Path) -> Iterator[Path]:
        if not path.is_dir():
            yield path
            return
        found = sorted(_below(path))
        if not found:
            self.diagnostics.append(unreadable(shown(path), f"no *{SUFFIX} in this folder"))
        yield from found

    def _bytes(self, file: Path) -> bytes | None:
        try:
            with file.open("rb") as stream:
                return stream.read(LIMITS.bytes + 1)
        except OSError as error:
            self.diagnostics.append(unreadable(shown(file), error.strerror or "the system refused"))
            return None


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in ("rendered", "node_modules")]
        yield from (Path(parent, name) for name in files if name.endswith(SUFFIX))
