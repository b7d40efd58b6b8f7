"""The base model's section: files, tokenizer, and what `config.json` says."""

from __future__ import annotations

import json
from typing import Any

from gitune.lock.facts import ModelFacts
from gitune.lock.model import LockedModel
from gitune.plan.model import ModelPlan, SourcePlan
from gitune.plan.models import weight_patterns
from gitune.resolve.failures import Failure
from gitune.resolve.globs import select
from gitune.resolve.listing import Listing, RemoteFile, read_whole
from gitune.resolve.sources import Sources

_NO_TOKENIZER = frozenset(["config.json", "generation_config.json"])
_FIELDS = {
    "layers": "num_hidden_layers",
    "hidden_size": "hidden_size",
    "heads": "num_attention_heads",
    "kv_heads": "num_key_value_heads",
    "intermediate_size": "intermediate_size",
    "vocab_size": "vocab_size",
}


def resolve_model(sources: Sources, model: ModelPlan) -> LockedModel:
    """Pins the base model.

    Raises:
        Failure: it cannot be had, or lacks a file that the checkpointer or the tokenizer needs.
    """
    source = model.source
    listing = sources.listing("model", source, source.requested)
    files = sources.wanted(source, listing)
    config = listing.find(base(source) + "config.json")
    # A gated repository shows its list to everybody and its files to few: one file has to be read to know.
    remote, probe = sources.remote("model", source), config or files[0]
    data = sources.network.once.get(
        ("config", source.kind, source.uri, source.endpoint, listing.revision),
        lambda: read_whole(remote, listing, config) if config else remote.read(listing, probe, 0, min(probe.size, 1)),
    )
    return LockedModel.model_construct(
        source=source.uri,
        requested=source.requested,
        revision=listing.revision,
        wanted=source.files,
        license=listing.license,
        gated=listing.gated,
        files=tuple(file.locked() for file in files),
        tokenizer=_tokenizer_files(model, files),
        facts=facts_of(data, config.path) if config else None,
    )


def base(source: SourcePlan) -> str:
    """What stands in front of the files' paths of a source: a Hub's count from the repository's root."""
    return f"{source.path}/" if source.kind == "hf" and source.path else ""


def facts_of(data: bytes, name: str) -> ModelFacts:
    """The facts of a `config.json`; a model of several kinds of input has them in `text_config`."""
    try:
        config = json.loads(data)
    except ValueError:
        config = None
    if not isinstance(config, dict):
        raise Failure("GT440", f"`{name}` of the model is no JSON object", "choose another revision")
    inner = config.get("text_config")
    merged: dict[str, Any] = {**config, **(inner if isinstance(inner, dict) else {})}
    numbers: dict[str, Any] = {field: _whole(merged.get(key)) for field, key in _FIELDS.items()}
    kind = config.get("model_type")
    return ModelFacts.model_construct(model_type=kind if isinstance(kind, str) else None, **numbers)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _tokenizer_files(model: ModelPlan, files: tuple[RemoteFile, ...]) -> tuple[str, ...]:
    prefix = base(model.source)
    weights, _ = select(files, [prefix + pattern for pattern in weight_patterns(model.entry.weights)])
    heavy = {file.path for file in weights}
    light = (file.path for file in files if file.path not in heavy)
    return tuple(path for path in light if path.removeprefix(prefix) not in _NO_TOKENIZER)


def tokenizer_file(source: SourcePlan, listing: Listing) -> RemoteFile | None:
    """The model's tokenizer in the form that the `tokenizers` library reads."""
    return listing.find(base(source) + "tokenizer.json")
