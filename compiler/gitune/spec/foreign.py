"""Names that people bring from Kubeflow, torchtune, Hugging Face and elsewhere, and what they are called here."""

from __future__ import annotations

_NAMES = {
    "model.id": "base_model model_name model_name_or_path model_id pretrained_model_name_or_path",
    "model.source": "storage_uri model_uri checkpoint_dir",
    "model.secretRef": "hf_token token access_token hugging_face_hub_token credentials_secret",
    "dataset.source": "dataset_uri dataset_name dataset_path data_files",
    "dataset.systemPrompt": "new_system_prompt",
    "dataset.columns": "column_map dataset_text_field",
    "dataset.trainOnInput": "train_on_inputs",
    "dataset.packed": "packing sample_packing",
    "method": "peft_config lora_config lora",
    "method.kind": "use_dora quantize_base peft_type load_in_4bit tuning_type",
    "method.rank": "lora_rank lora_r r",
    "method.alpha": "lora_alpha",
    "method.dropout": "lora_dropout",
    "method.targetModules": "lora_attn_modules lora_target_modules",
    "method.applyToMlp": "apply_lora_to_mlp",
    "method.applyToOutput": "apply_lora_to_output",
    "training.epochs": "num_train_epochs num_epochs n_epochs epoch",
    "training.maxSteps": "max_steps_per_epoch num_train_steps steps",
    "training.globalBatchSize": "batch_size train_batch_size effective_batch_size total_batch_size",
    "training.microBatchSize": "per_device_train_batch_size batch_size_per_device micro_batch_size_per_gpu",
    "training.maxSeqLen": "max_seq_length max_length cutoff_len seq_len sequence_length context_length",
    "training.learningRate": "lr",
    "training.schedule": "lr_scheduler scheduler",
    "training.schedule.kind": "lr_scheduler_type",
    "training.schedule.warmupSteps": "num_warmup_steps warmup warmup_ratio",
    "training.precision": "dtype torch_dtype bf16 fp16 mixed_precision",
    "training.gradientClipping": "max_grad_norm clip_grad_norm",
    "training.activationCheckpointing": "gradient_checkpointing enable_activation_checkpointing",
    "training.activationOffloading": "enable_activation_offloading",
    "training.logging.everySteps": "logging_steps log_every_n_steps",
    "training.checkpoint.adapterOnly": "save_adapter_weights_only",
    "training.checkpoint.asynchronous": "enable_async_checkpointing",
    "training.optimizer": "optim",
    "resources": "resources_per_node",
    "resources.accelerator": "gpu gpu_type device",
    "resources.gpusPerNode": "gpus num_gpus n_gpus gpu_count nproc_per_node num_proc_per_node",
    "resources.nodes": "num_nodes nnodes replicas",
    "storage.size": "storage_size disk",
    "storage.className": "storage_class storage_class_name",
    "runtime.name": "runtime_ref",
    "runtime.queue": "queue_name local_queue",
    "runtime.imagePullSecrets": "image_pull_secret",
}
_SENTENCES = {
    "spec": "the sections stand at the top level; remove `spec:` and its indentation",
    "gradientaccumulationsteps": "gitune accumulates what `microBatchSize` leaves of `training.globalBatchSize`",
    "outputdir": "results go to `/workspace/output/<run>` on the run's volume",
    "numproc": "set `resources.gpusPerNode` or `resources.processesPerNode`",
}


_VALUES = {
    "oproj": "that is `output_proj` here",
    "wo": "that is `output_proj` here",
    "gateproj": "`method.applyToMlp` adapts the MLP's layers",
    "upproj": "`method.applyToMlp` adapts the MLP's layers",
    "downproj": "`method.applyToMlp` adapts the MLP's layers",
    "lmhead": "`method.applyToOutput` adapts the output projection",
    "output": "`method.applyToOutput` adapts the output projection",
    "fp16": "use `bf16`; torchtune's recipes refuse fp16",
    "float16": "use `bf16`; torchtune's recipes refuse fp16",
    "bfloat16": "that is `bf16` here",
    "float32": "that is `fp32` here",
    "alpaca": "that is `kind: instruct` with `template: alpaca`",
    "sharegpt": "that is `kind: chat` with `conversationStyle: sharegpt`",
    "openai": "that is `kind: chat` with `conversationStyle: openai`",
    "jsonl": "that is `json` here",
}


def normalized(name: str) -> str:
    """A name without the differences between camelCase, snake_case and kebab-case."""
    return name.replace("_", "").replace("-", "").lower()


TARGETS = {normalized(word): target for target, words in _NAMES.items() for word in words.split()}
"""What other tools call it, normalized, to the path that it has here."""


def foreign_value_hint(value: str) -> str | None:
    """How to say here what is a value of a field elsewhere."""
    return _VALUES.get(normalized(value))


def foreign_hint(name: str) -> str | None:
    """Where the setting that another tool calls `name` is found here."""
    known = normalized(name)
    if known in _SENTENCES:
        return _SENTENCES[known]
    return f"that is `{TARGETS[known]}` here" if known in TARGETS else None
