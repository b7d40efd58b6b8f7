"""What the supervisor tells torchtune's processes, and how they answer when they fail."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from gitune_trainer.exits import ExitCode, Failure
from gitune_trainer.files import read_json

VARIABLE = "GITUNE_TRAINER_JOB"


@dataclass(frozen=True)
class Job:
    """One launch of torchtune on this node; travels in an environment variable."""

    recipe: str
    script: str
    output: str
    scratch: str
    nodes: int

    @classmethod
    def of(cls, env: Mapping[str, str]) -> Job:
        """The job that this process was started for."""
        return cls(**json.loads(env[VARIABLE]))

    def variable(self) -> dict[str, str]:
        """The environment entry that `of` reads."""
        return {VARIABLE: json.dumps(asdict(self))}

    @property
    def _failure(self) -> Path:
        return Path(self.scratch) / "failure.json"

    def forget_failure(self) -> None:
        """Clear what an earlier launch left."""
        self._failure.unlink(missing_ok=True)

    def write_failure(self, failure: Failure) -> None:
        """Leave word of ``failure``; the first process to fail is heard, the others fail because of it."""
        answer = json.dumps({"code": failure.code, "sentence": failure.sentence})
        try:
            with self._failure.open("x", encoding="utf-8") as stream:
                stream.write(answer)
        except FileExistsError:
            return

    def failure(self) -> Failure | None:
        """What a process said before it failed."""
        answer = read_json(self._failure)
        return Failure(ExitCode(answer["code"]), answer["sentence"]) if answer else None


def rank() -> int:
    """This process's rank among all; torchrun sets it."""
    return int(os.environ.get("RANK", "0"))


def world_size() -> int:
    """Processes on all nodes; torchrun sets it."""
    return int(os.environ.get("WORLD_SIZE", "1"))
