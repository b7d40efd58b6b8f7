"""A team's repository of about forty runs in two environments, in every state, and one spec that means harm."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gitune.cli.boundary import run

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\"> & <b>bold</b> \u202e {{script}} -->"

OWNERS = """\
*                      @acme/ml-platform
/specs/support/        @acme/support-ml
/specs/legal/          @acme/legal-nlp  @mkeller
/specs/search/         @acme/search
*.experimental/        # nobody's
"""
PROJECT = {
    "archive": [],
    "environments": {
        "dev": {"set": {"training.maxSteps": 20}},
        "prod": {},
    },
}
SUMMARIES = {
    "support-bot": "Answers first-level questions in the tone of our documentation.",
    "ticket-router": "Sends a ticket to the team that can help, with the product area and how urgent it is.",
    "contract-notes": "Summarises contracts clause by clause for the legal team.",
    "query-writer": "Turns what people ask into queries of the product catalogue.",
    "analyst": "Explains quarterly numbers; evaluated against the finance team's own notes.",
}


class Kind(NamedTuple):
    """What runs of one fine-tune have in common."""

    namespace: str
    name: str
    model: str
    method: dict[str, Any]
    resources: dict[str, Any]
    learning: dict[str, Any]


LORA, QLORA, DORA = ({"kind": kind, "rank": 16, "alpha": 32} for kind in ("lora", "qlora", "dora"))
FULL = {"kind": "full"}
KINDS = (
    Kind("support", "support-bot", "qwen2.5-7b-instruct", LORA, {"accelerator": "h100-80gb", "gpusPerNode": 2}, {}),
    Kind("support", "support-bot-de", "qwen2.5-7b-instruct", LORA, {"accelerator": "h100-80gb", "gpusPerNode": 2}, {}),
    Kind("support", "support-bot-fr", "qwen2.5-7b-instruct", LORA, {"accelerator": "h100-80gb", "gpusPerNode": 2}, {}),
    Kind(
        "support",
        "ticket-router",
        "qwen2.5-0.5b-instruct",
        FULL,
        {"accelerator": "l4"},
        {"schedule": {"kind": "cosine", "warmupSteps": 5}},
    ),
    Kind("support", "ticket-tone", "qwen2.5-1.5b-instruct", LORA, {"accelerator": "l4"}, {}),
    Kind("legal", "contract-notes", "llama3.1-8b-instruct", QLORA, {"accelerator": "a100-80gb", "mig": "3g.40gb"}, {}),
    Kind("legal", "clause-finder", "llama3.1-8b-instruct", QLORA, {"accelerator": "a100-80gb"}, {}),
    Kind("legal", "redaction", "llama3.2-3b-instruct", DORA, {"accelerator": "a100-40gb"}, {}),
    Kind("search", "query-writer", "llama3.2-3b-instruct", FULL, {"accelerator": "a100-80gb", "gpusPerNode": 4}, {}),
    Kind("search", "query-intent", "gemma2-2b-it", LORA, {"accelerator": "l40s"}, {}),
    Kind("search", "snippets", "gemma2-9b-it", LORA, {"accelerator": "a100-80gb", "gpusPerNode": 2}, {}),
    Kind("search", "spelling", "qwen2.5-0.5b", FULL, {"accelerator": "l4"}, {}),
    Kind(
        "research",
        "analyst",
        "llama3.3-70b-instruct",
        LORA,
        {"accelerator": "h100-80gb", "gpusPerNode": 8, "nodes": 2},
        {},
    ),
    Kind("research", "analyst-small", "llama3.1-8b-instruct", LORA, {"accelerator": "h100-80gb", "gpusPerNode": 4}, {}),
    Kind(
        "research", "code-review", "qwen2.5-7b", FULL, {"accelerator": "h200", "gpusPerNode": 8}, {"learningRate": 1e-5}
    ),
    Kind("research", "phi-probe", "phi4-14b", LORA, {"accelerator": "h200", "gpusPerNode": 2}, {}),
    Kind("research", "smoke", "tiny", FULL, {"accelerator": "cpu"}, {"maxSeqLen": 256, "globalBatchSize": 4}),
)


def spec_of(kind: Kind, **changes: Any) -> dict[str, Any]:
    """A spec as plain data."""
    metadata = {
        "name": kind.name,
        "namespace": kind.namespace,
        "labels": {"team": kind.namespace, "tier": "gold" if kind.namespace == "support" else "silver"},
        "description": SUMMARIES.get(
            kind.name, f"{kind.name.replace('-', ' ').capitalize()} for the {kind.namespace} team."
        ),
    }
    file = kind.model.startswith("tiny")
    return {
        "apiVersion": "gitune.dev/v1alpha1",
        "kind": "FineTune",
        "metadata": metadata,
        "model": {"id": kind.model, **({"source": "pvc://smoke-files/model"} if file else {})},
        "dataset": {"source": f"hf://acme/{kind.name}/data", "kind": "instruct"},
        "method": dict(kind.method),
        "training": {"globalBatchSize": 64, "maxSeqLen": 2048, **kind.learning},
        "resources": {"gpusPerNode": 1, **kind.resources} if kind.resources["accelerator"] != "cpu" else kind.resources,
        **changes,
    }


def write(folder: Path, kind: Kind, **changes: Any) -> Path:
    """Writes a spec where its team keeps them."""
    file = folder / "specs" / kind.namespace / f"{kind.name}.finetune.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(spec_of(kind, **changes), indent=1))
    return file


def make(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Makes the repository; the working directory is its root."""
    for who in ("AUTHOR", "COMMITTER"):
        patch.setenv(f"GIT_{who}_NAME", "A")
        patch.setenv(f"GIT_{who}_EMAIL", "a@b")
        patch.setenv(f"GIT_{who}_DATE", "2026-01-01T00:00:00Z")
    patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    folder.mkdir(parents=True, exist_ok=True)
    patch.chdir(folder)
    git("init", "-q", "-b", "main")
    (folder / ".github").mkdir()
    (folder / ".github" / "CODEOWNERS").write_text(OWNERS)
    (folder / "gitune.yaml").write_text(json.dumps(PROJECT))
    retired = write(folder, KINDS[0]._replace(name="old-bot"))
    for kind in KINDS:
        write(folder, kind)
    compile_(".")
    git("add", "-A")
    git("commit", "-q", "-m", "Everything")
    retired.unlink()
    _change(folder)


def _change(folder: Path) -> None:
    """What a team leaves lying about: runs in every state."""
    kinds = {kind.name: kind for kind in KINDS}
    write(folder, kinds["support-bot-fr"], training={"globalBatchSize": 64, "maxSeqLen": 2048, "learningRate": 1e-4})
    write(folder, kinds["snippets"], training={"globalBatchSize": 128, "maxSeqLen": 2048})
    compile_("specs/search/snippets.finetune.yaml")
    write(folder, kinds["spelling"]._replace(name="spelling-next"))
    broken = spec_of(kinds["clause-finder"])
    broken["resources"] = {"accelerator": "h100-90gb", "gpusPerNode": 1}
    (folder / "specs" / "legal" / "clause-finder.finetune.yaml").write_text(json.dumps(broken, indent=1))
    (folder / "specs" / "search" / "half.finetune.yaml").write_text(
        "apiVersion: gitune.dev/v1alpha1\nkind: [FineTune\n"
    )
    hostile = spec_of(kinds["query-intent"]._replace(name="hostile"))
    hostile["metadata"] |= {"description": HOSTILE, "labels": {"owner": "red-team"}}
    (folder / "specs" / "research" / "hostile.finetune.yaml").write_text(json.dumps(hostile, indent=1))
    prod = next((folder / "rendered" / "prod" / "research" / "phi-probe").rglob("gitune-manifest.json"))
    name = json.loads(prod.read_bytes())["run"]
    project = {**PROJECT, "archive": [f"research/{name}"]}
    (folder / "gitune.yaml").write_text(json.dumps(project))


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def compile_(path: str) -> None:
    assert run(["compile", path, "--ignore", "GT2,GT3,GT4", "--format", "concise"]) == 0
