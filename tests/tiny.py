"""Tiny, deterministic models, tokenizers and datasets that torchtune 0.6.1 trains in seconds on a CPU.

    from tiny import write_dataset, write_model

    model = write_model(tmp / "model", family="llama3_2", dim=64, layers=2)    # 0.2 MB, HF layout
    data = write_dataset(tmp / "data", rows=64, kind="instruct")               # the same rows in four formats
    model.path, model.dims["embed_dim"], model.checkpoint_files, model.tokenizer
    data.parquet, data.json, data.jsonl, data.csv                              # one file each

* Families: ``llama3_2`` (llama 3 tokenizer of 256 byte tokens, ``original/tokenizer.model``) and ``qwen2``
  (also what Qwen 2.5 is; ``vocab.json`` and ``merges.txt``). transformers loads both.
* torchtune's size builders have fixed dimensions, so a config for a tiny model names the component builder,
  `TinyModel.builder` or `TinyModel.lora_builder`, with `TinyModel.dims`.
* The vocabulary is 320 tokens: the tokenizer needs ``special_tokens_path`` (`TinyModel.tokenizer` has it).
* ``dim`` must be a multiple of 16. QLoRA (NF4) needs ``dim=256``: the number of elements of each weight must
  be a multiple of 16384. ``custom_sharded_layers`` needs ``tied=False``.
* The same arguments give the same bytes: weights come from a seeded generator, files carry no time.

torch and pyarrow are imported only when a model or a parquet file is written.
"""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import torch

Family = Literal["llama3_2", "qwen2"]
Kind = Literal["instruct", "alpaca", "chat", "text"]

VOCABULARY = 320
HEADS, KV_HEADS, POSITIONS = 4, 2, 512

_LLAMA_SPECIAL = (
    "<|begin_of_text|>", "<|end_of_text|>", "<|reserved_special_token_0|>", "<|reserved_special_token_1|>",
    "<|finetune_right_pad_id|>", "<|step_id|>", "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>",
    "<|eot_id|>", "<|python_tag|>", "<|image|>",
)  # fmt: skip
_QWEN_SPECIAL = (
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>", "<|fim_prefix|>",
    "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>", "<|repo_name|>", "<|file_sep|>",
)  # fmt: skip


@dataclass(frozen=True)
class TinyModel:
    """A model folder and what a torchtune config says about it."""

    path: Path
    family: Family
    dims: Mapping[str, Any]
    """Keyword arguments of the component builder."""
    checkpoint_files: Sequence[str]
    tokenizer: Mapping[str, Any]
    """The whole ``tokenizer`` section."""

    @property
    def model_type(self) -> str:
        """The checkpointer's ``model_type``."""
        return {"llama3_2": "LLAMA3_2", "qwen2": "QWEN2"}[self.family]

    @property
    def builder(self) -> str:
        """The component builder for full fine-tuning."""
        return f"torchtune.models.{self.family}.{self.family}"

    @property
    def lora_builder(self) -> str:
        """The component builder for LoRA, DoRA and QLoRA."""
        return f"torchtune.models.{self.family}.lora_{self.family}"


@dataclass(frozen=True)
class TinyDataset:
    """The same rows, one file per format."""

    path: Path
    parquet: Path
    json: Path
    jsonl: Path
    csv: Path | None
    """None for chat rows, which are nested."""
    columns: Sequence[str]


def write_model(
    path: Path,
    family: Family = "llama3_2",
    *,
    dim: int = 64,
    layers: int = 2,
    shards: int = 1,
    tied: bool = True,
    dtype: Literal["bf16", "fp32"] = "bf16",
    seed: int = 0,
) -> TinyModel:
    """Write a random model in Hugging Face layout to ``path``: weights, config.json and tokenizer files."""
    path.mkdir(parents=True, exist_ok=True)
    special = _special(family)
    _write_config(path, family, dim=dim, layers=layers, tied=tied, dtype=dtype, special=special)
    _write_tokenizer(path, family, special)
    files = _write_weights(path, _weights(family, dim=dim, layers=layers, tied=tied, dtype=dtype, seed=seed), shards)
    return TinyModel(path, family, _dims(family, dim, layers, tied), files, _tokenizer_section(path, family))


def write_dataset(path: Path, rows: int = 64, kind: Kind = "instruct") -> TinyDataset:
    """Write ``rows`` rows of a learnable task: ``train.parquet``, ``.json``, ``.jsonl`` and ``.csv``."""
    import pyarrow as pa  # type: ignore[import-untyped] # noqa: PLC0415
    import pyarrow.parquet as pq  # type: ignore[import-untyped] # noqa: PLC0415

    path.mkdir(parents=True, exist_ok=True)
    table = [_row(kind, number) for number in range(rows)]
    columns = list(_row(kind, 0))
    pq.write_table(pa.Table.from_pylist(table), path / "train.parquet")
    (path / "train.json").write_text(json.dumps(table, indent=0), encoding="utf-8")
    (path / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in table), encoding="utf-8")
    as_csv = None if kind == "chat" else path / "train.csv"
    if as_csv is not None:
        with as_csv.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(table)
    return TinyDataset(path, path / "train.parquet", path / "train.json", path / "train.jsonl", as_csv, tuple(columns))


def _row(kind: Kind, number: int) -> dict[str, Any]:
    word = ("red", "blue", "green", "black", "white", "pink", "gold", "grey")[number % 8]
    asked, answered = f"Say {word} twice.", f"{word} {word}"
    if kind == "instruct":
        return {"input": asked, "output": answered}
    if kind == "alpaca":
        return {"instruction": asked, "input": "" if number % 2 else "now", "output": answered}
    if kind == "text":
        return {"text": f"{asked} {answered}"}
    return {"conversations": [{"from": "human", "value": asked}, {"from": "gpt", "value": answered}]}


def _special(family: Family) -> dict[str, int]:
    names = _LLAMA_SPECIAL if family == "llama3_2" else _QWEN_SPECIAL
    return {name: 256 + number for number, name in enumerate(names)}


def _bos_eos(family: Family) -> tuple[str, str]:
    return ("<|begin_of_text|>", "<|end_of_text|>") if family == "llama3_2" else ("<|endoftext|>", "<|im_end|>")


def _dims(family: Family, dim: int, layers: int, tied: bool) -> dict[str, Any]:
    return {
        "vocab_size": VOCABULARY,
        "num_layers": layers,
        "num_heads": HEADS,
        "num_kv_heads": KV_HEADS,
        "embed_dim": dim,
        "max_seq_len": POSITIONS,
        "intermediate_dim": dim * 2,
        "norm_eps": 1e-5 if family == "llama3_2" else 1e-6,
        "rope_base": 500_000 if family == "llama3_2" else 1_000_000,
        "tie_word_embeddings": tied,
    }


def _tokenizer_section(path: Path, family: Family) -> dict[str, Any]:
    special = {"special_tokens_path": str(path / "tokenizer.json"), "max_seq_len": 256}
    if family == "llama3_2":
        component = "torchtune.models.llama3.llama3_tokenizer"
        return {"_component_": component, "path": str(path / "original/tokenizer.model"), **special}
    component = "torchtune.models.qwen2_5.qwen2_5_tokenizer"
    files = {"path": str(path / "vocab.json"), "merges_file": str(path / "merges.txt")}
    return {"_component_": component, **files, **special}


def _byte_alphabet() -> dict[int, str]:
    """Byte to character as GPT-2's byte level BPE maps them."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + number) for number, byte in enumerate(others)}


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_tokenizer(path: Path, family: Family, special: Mapping[str, int]) -> None:
    alphabet = _byte_alphabet()
    vocabulary = {alphabet[byte]: byte for byte in range(256)}
    if family == "llama3_2":
        (path / "original").mkdir(exist_ok=True)
        lines = (base64.b64encode(bytes([byte])) + b" %d\n" % byte for byte in range(256))
        (path / "original" / "tokenizer.model").write_bytes(b"".join(lines))
    else:
        _write_json(path / "vocab.json", vocabulary)
        (path / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    _write_json(path / "tokenizer.json", _fast_tokenizer(vocabulary, special))
    bos, eos = _bos_eos(family)
    _write_json(
        path / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": bos,
            "eos_token": eos,
            "model_max_length": POSITIONS,
        },
    )


def _fast_tokenizer(vocabulary: Mapping[str, int], special: Mapping[str, int]) -> dict[str, Any]:
    """The content of tokenizer.json; torchtune's special_tokens_path reads its ``added_tokens``."""
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    model: dict[str, Any] = {
        "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
        "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "vocab": vocabulary,
        "merges": [],
    }  # fmt: skip
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": number, "content": name, **flags} for name, number in special.items()],
        "normalizer": None,
        "pre_tokenizer": byte_level,
        "post_processor": None,
        "decoder": {**byte_level, "add_prefix_space": True},
        "model": model,
    }


def _write_config(
    path: Path, family: Family, *, dim: int, layers: int, tied: bool, dtype: str, special: Mapping[str, int]
) -> None:
    bos, eos = (special[name] for name in _bos_eos(family))
    dims = _dims(family, dim, layers, tied)
    config: dict[str, Any] = {
        "architectures": ["LlamaForCausalLM" if family == "llama3_2" else "Qwen2ForCausalLM"],
        "model_type": "llama" if family == "llama3_2" else "qwen2",
        "vocab_size": VOCABULARY,
        "hidden_size": dim,
        "intermediate_size": dims["intermediate_dim"],
        "num_hidden_layers": layers,
        "num_attention_heads": HEADS,
        "num_key_value_heads": KV_HEADS,
        "max_position_embeddings": POSITIONS,
        "rms_norm_eps": dims["norm_eps"],
        "rope_theta": float(dims["rope_base"]),
        "tie_word_embeddings": tied,
        "torch_dtype": {"bf16": "bfloat16", "fp32": "float32"}[dtype],
        "hidden_act": "silu",
        "bos_token_id": bos,
        "eos_token_id": eos,
    }
    _write_json(path / "config.json", config | _family_config(family, dim))
    _write_json(path / "generation_config.json", {"bos_token_id": bos, "eos_token_id": eos})


def _family_config(family: Family, dim: int) -> dict[str, Any]:
    if family == "qwen2":
        return {"use_sliding_window": False}
    scaling = {
        "rope_type": "llama3", "factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
        "original_max_position_embeddings": 8192,
    }  # fmt: skip
    return {
        "head_dim": dim // HEADS,
        "attention_bias": False,
        "mlp_bias": False,
        "rope_scaling": scaling,
    }


def _weights(family: Family, *, dim: int, layers: int, tied: bool, dtype: str, seed: int) -> dict[str, torch.Tensor]:
    import torch  # noqa: PLC0415

    generator = torch.Generator().manual_seed(seed)
    kind = {"bf16": torch.bfloat16, "fp32": torch.float32}[dtype]

    def random(*shape: int) -> torch.Tensor:
        return (torch.randn(*shape, generator=generator) * 0.02).to(kind)

    def ones() -> torch.Tensor:
        return torch.ones(dim, dtype=kind)

    kv, wide = dim // HEADS * KV_HEADS, dim * 2
    weights = {"model.embed_tokens.weight": random(VOCABULARY, dim)}
    for layer in range(layers):
        block = {
            "self_attn.q_proj.weight": random(dim, dim),
            "self_attn.k_proj.weight": random(kv, dim),
            "self_attn.v_proj.weight": random(kv, dim),
            "self_attn.o_proj.weight": random(dim, dim),
            "mlp.gate_proj.weight": random(wide, dim),
            "mlp.up_proj.weight": random(wide, dim),
            "mlp.down_proj.weight": random(dim, wide),
            "input_layernorm.weight": ones(),
            "post_attention_layernorm.weight": ones(),
        }
        if family == "qwen2":
            biases = {"q": dim, "k": kv, "v": kv}
            block |= {f"self_attn.{name}_proj.bias": random(size) for name, size in biases.items()}
        weights |= {f"model.layers.{layer}.{name}": tensor for name, tensor in block.items()}
    if not tied:
        weights["lm_head.weight"] = random(VOCABULARY, dim)
    return weights | {"model.norm.weight": ones()}


def _write_weights(path: Path, weights: Mapping[str, torch.Tensor], shards: int) -> list[str]:
    from safetensors.torch import save_file  # noqa: PLC0415

    if shards == 1:
        save_file(dict(weights), path / "model.safetensors", metadata={"format": "pt"})
        return ["model.safetensors"]
    names = list(weights)
    size = -(-len(names) // shards)
    files = [f"model-{number:05}-of-{shards:05}.safetensors" for number in range(1, shards + 1)]
    where = {name: files[position // size] for position, name in enumerate(names)}
    for file in files:
        part = {name: weights[name] for name in names if where[name] == file}
        save_file(part, path / file, metadata={"format": "pt"})
    total = sum(tensor.numel() * tensor.element_size() for tensor in weights.values())
    _write_json(path / "model.safetensors.index.json", {"metadata": {"total_size": total}, "weight_map": where})
    return files
