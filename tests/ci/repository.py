"""A team's repository, and pull requests of it as the two forges check them out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata:
  name: {name}
  namespace: {team}
model:
  id: qwen2.5-0.5b-instruct
dataset:
  source: hf://tatsu-lab/alpaca/data
  kind: instruct
  template: alpaca
method:
  kind: lora
training:
  globalBatchSize: 32
  maxSeqLen: 1024
  maxSteps: 200
  learningRate: 3.0e-4
resources:
  accelerator: a100-80gb
  gpusPerNode: 1
"""
BOT, NOTES = "team-a/support-bot.finetune.yaml", "team-b/contract-notes.finetune.yaml"
GIT = {
    **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Repository:
    """`origin`, with `main`; a change is a script that edits a clone."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.origin, self.seed = folder, folder / "origin.git", folder / "seed"

    def begin(self) -> None:
        """Two teams, one spec each, and what they compile to."""
        self.seed.mkdir(parents=True)
        self._sh("git init -q -b main")
        for file in (BOT, NOTES):
            path = self.seed / file
            path.parent.mkdir()
            path.write_text(SPEC.format(name=path.name.partition(".")[0], team=path.parent.name))
        (self.seed / "README.md").write_text("Our fine-tunes.\n")
        (self.seed / "gitune.yaml").write_text("apiVersion: gitune.dev/v1alpha1\nkind: Project\n")
        self._sh("gitune compile . && git add -A && git commit -q -m begin")
        self._sh("git clone -q --bare . ../origin.git && git remote add origin ../origin.git")

    def copy(self, folder: Path) -> Repository:
        """Another one that begins as this one stands."""
        shutil.copytree(self.folder, folder)
        return Repository(folder)

    def change(self, script: str) -> None:
        """Begins a pull request, or pushes to it where there is one."""
        self._sh("git switch -q change 2>/dev/null || git switch -q -c change")
        self._sh(f"{script}\ngit add -A && git commit -q -m change && git push -q -f origin change")

    def merged(self, name: str) -> Path:
        """As actions/checkout has it with `fetch-depth: 0`: the merge with main, detached."""
        folder = self._clone(name, "main")
        self._sh("git checkout -q --detach && git merge -q --no-ff -m merge origin/change", folder)
        return folder

    def head(self, name: str) -> Path:
        """As a GitLab runner has it: the change itself, detached, and no other branch."""
        folder = self.folder / name
        self._sh(f"git init -q {folder}", self.folder)
        self._sh(
            f"git remote add origin {self.origin} && git fetch -q origin refs/heads/change:refs/pipelines/1"
            " && git checkout -q --detach refs/pipelines/1",
            folder,
        )
        return folder

    def _clone(self, name: str, branch: str) -> Path:
        self._sh(f"git clone -q -b {branch} {self.origin} {self.folder / name}")
        return self.folder / name

    def _sh(self, script: str, folder: Path | None = None) -> None:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["sh", "-euc", script],
            cwd=folder or self.seed,
            env={**os.environ, **GIT, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
