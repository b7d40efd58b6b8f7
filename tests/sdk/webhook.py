"""What Kubeflow's webhook says of a TrainJob with `command: [tune, run]`.

`validateTorchTune` and `getRecipeAndConfig` of `pkg/runtime/framework/plugins/torch/torchtune.go`, line by line:
v2.3.0, and where `old` is set, v2.1.0. On purpose it shares nothing with the compiler.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SUPPORTED = {"llama3_2/1B", "llama3_2/3B", "llama3_3/70B", "qwen2_5/1.5B"}
IMMUTABLE = {"output_dir", "tokenizer.path", "checkpointer.checkpoint_dir", "tokenizer.merges_file"}


def model_of(runtime: str) -> str:
    fields = runtime.split("-")
    return f"{fields[1].replace('.', '_')}/{fields[2].upper()}" if len(fields) == 3 else ""


def gpus(resources: Mapping[str, Any]) -> int:
    for part in ("requests", "limits"):
        for name, quantity in resources.get(part, {}).items():
            if "gpu" in name.lower() and int(float(quantity)):
                return int(float(quantity))
    return 0


def is_true(args: list[str], key: str) -> bool:
    pairs = [arg.partition("=") for arg in args]
    return any(key in name and value.strip().lower() == "true" for name, _, value in pairs)


def uses_qlora(args: list[str], *, old: bool) -> bool:
    if old:
        for arg in args:
            if "model.use_dora" in arg:
                return False
        return any("model.quantize_base" in arg for arg in args)
    return not is_true(args, "model.use_dora") and is_true(args, "model.quantize_base")


def config_of(runtime: str, nodes: int, processes: int | str, gpu: int, args: list[str], *, old: bool) -> str:
    lora = any("model.lora_attn_modules" in arg for arg in args)
    suffix = "_full"
    if nodes == 1 and (processes == 1 or gpu == 1):
        kind = "qlora" if uses_qlora(args, old=old) else "lora" if lora else "full"
        suffix = f"_{kind}_single_device"
    elif nodes == 1 and uses_qlora(args, old=old):
        suffix = "_qlora"
    elif nodes == 1 and lora:
        suffix = "_lora"
    elif nodes > 1:
        suffix = "_full_multinode"
    return model_of(runtime) + suffix


def complaints(job: Mapping[str, Any], runtime_gpus: int, *, old: bool = False) -> list[str]:
    """Everything that the webhook refuses; `runtime_gpus` is what the runtime asks for by itself."""
    runtime, trainer = job["spec"]["runtimeRef"]["name"], job["spec"]["trainer"]
    model, args, found = model_of(runtime), trainer["args"], []
    if old and ("numNodes" not in trainer or "numProcPerNode" not in trainer):
        return ["v2.1.0 reads both without looking whether they are there"]
    nodes, processes = trainer.get("numNodes", 1), trainer.get("numProcPerNode", "auto")
    resources = trainer.get("resourcesPerNode")
    config = config_of(runtime, nodes, processes, runtime_gpus if resources is None else gpus(resources), args, old=old)
    if model not in SUPPORTED:
        found.append("must have a supported pretrained model")
    if nodes > 1 and model != "llama3_3/70B":
        found.append("must be 1 node")
    if "_qlora" in config:
        if model == "qwen2_5/1.5B":
            found.append("QLoRA is not supported")
        if "_qlora_single_device" not in config and model in ("llama3_2/1B", "llama3_2/3B"):
            found.append("must be one process")
    lora = any("model.lora_attn_modules" in arg for arg in args)
    if nodes > 1 and (lora or uses_qlora(args, old=old)):
        found.append("LoRA is not supported on several nodes")
    return [*found, *(f"{arg} is immutable" for arg in args if arg.split("=", 1)[0] in IMMUTABLE)]
