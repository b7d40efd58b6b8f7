"""Starts the initializer as a pod does: a process of its own, settings in its environment, its paths below a root."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import gitune_initializer
from images.hub import Blob

GOOD_TOKEN = "hf_goodtokenforthistest"
BAD_TOKEN = "hf_expiredtokenforthistest"
SECRETS = (GOOD_TOKEN, BAD_TOKEN, "c2lnbmVkLWFkZHJlc3M")
"""What no line may hold: the tokens, and the signature in the Hub's download addresses."""


@dataclass(frozen=True)
class Outcome:
    """How a start ended, and what it wrote."""

    code: int
    output: str

    @property
    def last_line(self) -> str:
        return self.output.splitlines()[-1]


@dataclass
class Starter:
    """Starts with one root folder, one Hub and quick retries."""

    root: Path
    endpoint: str
    variables: dict[str, str] = field(default_factory=dict)

    def __call__(  # one argument for each variable of the contract
        self,
        kind: str,
        source: str,
        *,
        files: Sequence[str] | None = None,
        revision: str | None = None,
        token: str | None = None,
        target: str = "/workspace/model/m",
        **variables: str,
    ) -> Outcome:
        """Start, wait for the end, and check that nothing secret was written."""
        process = self.begin(kind, source, files=files, revision=revision, token=token, target=target, **variables)
        return self.end(process)

    def begin(
        self,
        kind: str,
        source: str,
        *,
        files: Sequence[str] | None = None,
        revision: str | None = None,
        token: str | None = None,
        target: str = "/workspace/model/m",
        **variables: str,
    ) -> "subprocess.Popen[str]":
        given = {"STORAGE_URI": source, "GITUNE_TARGET": target, "GITUNE_REVISION": revision, "HF_TOKEN": token}
        given["GITUNE_FILES"] = None if files is None else json.dumps(files)
        settings = {name: value for name, value in given.items() if value is not None}
        return self.process([kind], settings | variables)

    def process(
        self, arguments: Sequence[str], variables: dict[str, str], wrapper: Sequence[str] = ()
    ) -> "subprocess.Popen[str]":
        environment = self._environment() | self.variables | variables
        return subprocess.Popen(
            [*wrapper, sys.executable, "-m", "gitune_initializer", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def within(self, wrapper: Sequence[str], kind: str, source: str) -> Outcome:
        """Start under another program, which gets the initializer's command as its last arguments."""
        variables = {"STORAGE_URI": source, "GITUNE_TARGET": "/workspace/model/m"}
        return self.end(self.process([kind], variables, wrapper))

    def end(self, process: "subprocess.Popen[str]") -> Outcome:
        output, _ = process.communicate(timeout=60)
        for secret in SECRETS:
            assert secret not in output
        return Outcome(process.returncode, output)

    def pin(
        self, kind: str, source: str, revision: str | None, files: Sequence[dict[str, object]], **others: object
    ) -> None:
        """Lock the source for all starts from now on."""
        pinned = {"source": source, "revision": revision, "files": list(files)}
        self.write_pins(json.dumps({"formatVersion": 1, kind: pinned, **others}))

    def write_pins(self, text: str) -> None:
        path = self.root / "etc/gitune/pins.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.variables["GITUNE_PINS"] = "/etc/gitune/pins.json"

    def tree(self, target: str = "workspace/model/m") -> dict[str, bytes]:
        """All files below a target but the initializer's own, with their content."""
        folder = self.root / target
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        names = {path.relative_to(folder).as_posix(): path for path in files}
        return {name: path.read_bytes() for name, path in names.items() if not name.startswith(".gitune/")}

    def partials(self) -> list[Path]:
        """Files that are still arriving, or that a dead start left."""
        return [path for path in sorted(self.shared.glob("partial/*")) if path.suffix != ".lock"]

    def blobs(self) -> list[Path]:
        """The content that folders of this volume share."""
        return [path for path in sorted(self.shared.glob("blobs/**/*")) if path.is_file()]

    @property
    def shared(self) -> Path:
        return self.root / "workspace" / ".gitune"

    def _environment(self) -> dict[str, str]:
        temporary = self.root / "tmp"
        temporary.mkdir(exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(_source_folder(gitune_initializer)),
            "TMPDIR": str(temporary),
            "HOME": str(self.root / "home-that-is-not-there"),
            "GITUNE_ROOT": str(self.root),
            "GITUNE_RETRY_ATTEMPTS": "3",
            "GITUNE_RETRY_BACKOFF": "0.01",
            "HF_ENDPOINT": self.endpoint,
        }


def pin_of(path: str, content: bytes, *, git: bool = False) -> dict[str, object]:
    """What a lock says of a file."""
    digest = Blob(content, len(content), lfs=not git)
    return {"path": path, "size": len(content), **({"gitOid": digest.oid} if git else {"sha256": digest.sha256})}


def pins_of(files: Mapping[str, bytes]) -> list[dict[str, object]]:
    return [pin_of(path, content) for path, content in files.items()]


def _source_folder(package: ModuleType) -> Path:
    assert package.__file__ is not None
    return Path(package.__file__).parents[1]
