"""The text of a starter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gitune.canonical.names import NAME_MAX
from gitune.catalog.model import AcceleratorEntry, ModelEntry
from gitune.spec.finetune import API_VERSION, KIND
from gitune.starter.sizes import SMALL, hardware

_ADAPTER = frozenset(["lora", "qlora", "dora", "qdora"])

_METHODS = {
    "full": "every weight learns: the most memory, the most freedom",
    "lora": "small adapters learn, the model itself stays as it is",
    "qlora": "LoRA over a base held in four bits: the least memory",
    "dora": "LoRA that also learns each weight's magnitude",
    "qdora": "DoRA over a base held in four bits",
}


@dataclass(frozen=True, slots=True)
class Starter:
    """What a starter is for."""

    model: ModelEntry
    method: str
    accelerator: AcceleratorEntry
    schema: str
    """URL of the spec's JSON Schema."""
    name: str | None = None

    def text(self) -> str:
        """The whole file."""
        sections = (self._top(), self._model(), self._dataset(), self._method(), self._training(), self._resources())
        return "\n\n".join((*sections, _REST)) + "\n"

    def default_name(self) -> str:
        """A name of the model and the method that Kubernetes takes."""
        short = re.sub(r"-(instruct|it)\b", "", self.model.id)
        size = NAME_MAX - len(self.method) - 1
        return f"{re.sub('[^a-z0-9]+', '-', short.lower())[:size].strip('-')}-{self.method}"

    def _top(self) -> str:
        lines = (
            f"# yaml-language-server: $schema={self.schema}",
            f"# {self.model.display_name}, {self.method}: {_METHODS[self.method]}.",
            "# `gitune check` finds mistakes, `gitune plan` explains the run, `gitune explain FIELD` a field.",
            f"apiVersion: {API_VERSION}",
            f"kind: {KIND}",
            "metadata:",
            f"  name: {self.name or self.default_name()}  # at most {NAME_MAX} characters; also the volume's name",
            "  # namespace: team-a  # where it runs; default: default",
            "  # description: What this fine-tune is for.",
        )
        return "\n".join(lines)

    def _model(self) -> str:
        lines = ["model:", f"  id: {self.model.id}  # `gitune models` lists them all"]
        if self.model.source is None:
            lines.append(f"  source: pvc://models/{self.model.id}  # a folder on a volume that is there already")
        else:
            lines.append("  # revision: a commit of the repository, so that the same files are trained next year")
        if self.model.gated:
            lines.append("  # The model is gated: accept its licence on the Hub, and put a token into this Secret.")
            lines.append("  secretRef: {name: hf-token, key: token}")
        return "\n".join(lines)

    def _dataset(self) -> str:
        return _TEXT_DATA if self.model.chat.template == "none" else _INSTRUCT_DATA

    def _method(self) -> str:
        lines = ["method:", f"  kind: {self.method}  # full, lora, qlora, dora or qdora"]
        if self.method in _ADAPTER:
            lines.append("  rank: 16  # size of the adapter: 8 to 64 serve most")
            lines.append("  alpha: 32  # the adapter's weight is alpha / rank; twice the rank is a common choice")
            lines.append("  # dropout: 0.05  # against learning by heart on small data")
        return "\n".join(lines)

    def _training(self) -> str:
        length = min(2048, self.model.architecture.context_length // 2)
        rate = "2.0e-5" if self.method == "full" else "3.0e-4"
        lines = [
            "training:",
            "  epochs: 1  # passes over the data; or `maxSteps`",
            "  globalBatchSize: 32  # examples per optimizer step, over all devices",
            f"  maxSeqLen: {length}  # tokens; longer rows are cut, and memory grows with it",
        ]
        if self.accelerator.device == "cpu" or not self.accelerator.bf16:
            lines.append("  precision: fp32  # this hardware computes bf16 in software, if at all")
        lines.append(f"  # learningRate: {rate}  # what `auto` takes for {self.method}")
        if self.accelerator.device == "cuda" and self.model.parameters > 10 * SMALL:
            lines.append("  activationCheckpointing: true  # much less memory for about a third more time")
        return "\n".join(lines)

    def _resources(self) -> str:
        chosen = hardware(self.model, self.method, self.accelerator)
        lines = ["resources:", f"  accelerator: {self.accelerator.id}  # `gitune accelerators` lists them all"]
        if chosen.devices:
            lines.append(f"  gpusPerNode: {chosen.devices}")
        if chosen.nodes > 1:
            lines.append(f"  nodes: {chosen.nodes}  # their volume must be one that several nodes can write")
        lines += [f"  cpu: {chosen.cores}", f"  memory: {chosen.memory_gib}Gi  # of the node, not of the GPU"]
        if not chosen.devices:
            lines.append("  sharedMemory: 256Mi")
        return "\n".join(lines)


_INSTRUCT_DATA = """\
dataset:
  # A folder or file of a repository on the Hub, or pvc://claim/path. Put your own here.
  source: hf://tatsu-lab/alpaca/data
  kind: instruct  # a prompt and an answer; `chat` for conversations, `text` for plain text
  template: alpaca  # for rows with instruction, input and output; remove it for rows of your own
  format: parquet
  # columns: {input: question, output: answer}  # when your columns have other names
  # split: train[:95%]"""

_TEXT_DATA = """\
dataset:
  # A folder or file of a repository on the Hub, or pvc://claim/path. Put your own here.
  source: hf://roneneldan/TinyStories/data
  # torchtune writes no turns for this model. It learns plain text well; `instruct` rows need separators of your own.
  kind: text
  format: parquet
  columns: {text: text}
  # split: train[:95%]"""

_REST = """\
# storage:
#   size: 200Gi  # default: room for model, checkpoints and result
#   className: fast-ssd  # default: the cluster's own

# runtime:
#   scope: namespace  # for tenants that may not create cluster-wide objects
#   queue: team-a  # a LocalQueue of Kueue"""
