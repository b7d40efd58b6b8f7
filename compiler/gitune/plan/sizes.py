"""How many bytes a run leaves on its volume, from the numbers in the catalog."""

from __future__ import annotations

from gitune.catalog.model import Architecture, ModelEntry
from gitune.plan.model import TrainingPlan
from gitune.spec.method import Adapter, Dora, Full, Method, Qdora
from gitune.spec.training import Sgd

_BYTES = {"bf16": 2, "fp32": 4}


def adapter_parameters(arch: Architecture, method: Adapter) -> int:
    """Parameters of the adapter: rank x (inputs + outputs) for each linear layer, and DoRA's magnitudes."""
    shapes = _attention_shapes(arch, method)
    if method.apply_to_mlp:
        wide = (arch.hidden_size, arch.intermediate_size)
        shapes += [wide, wide, wide[::-1]]
    layers = [shape for shape in shapes for _ in range(arch.layers)]
    if method.apply_to_output:
        layers.append((arch.hidden_size, arch.vocab_size))
    magnitude = 1 if isinstance(method, Dora | Qdora) else 0
    return sum(method.rank * (inputs + outputs) + magnitude * outputs for inputs, outputs in layers)


def _attention_shapes(arch: Architecture, method: Adapter) -> list[tuple[int, int]]:
    queries, keys = arch.heads * arch.head_dim, arch.kv_heads * arch.head_dim
    shapes = {
        "q_proj": (arch.hidden_size, queries),
        "k_proj": (arch.hidden_size, keys),
        "v_proj": (arch.hidden_size, keys),
        "output_proj": (queries, arch.hidden_size),
    }
    return [shapes[name] for name in dict.fromkeys(method.target_modules)]


def model_bytes(entry: ModelEntry, training: TrainingPlan) -> int:
    """The whole model, written in the run's precision."""
    return entry.parameters * _BYTES[training.precision]


def trained_bytes(entry: ModelEntry, method: Method, training: TrainingPlan) -> int:
    """The parameters that learn, in the run's precision."""
    if isinstance(method, Full):
        return model_bytes(entry, training)
    return adapter_parameters(entry.architecture, method) * _BYTES[training.precision]


def optimizer_bytes(entry: ModelEntry, method: Method, training: TrainingPlan) -> int:
    """The optimizer's states, which torchtune saves beside every checkpoint but the last."""
    trained = trained_bytes(entry, method, training)
    if isinstance(training.optimizer, Sgd):
        return trained if training.optimizer.momentum else 0
    if training.optimizer.kind == "adamw":
        return 2 * trained
    return 2 * trained // _BYTES[training.precision]


def checkpoint_bytes(entry: ModelEntry, method: Method, training: TrainingPlan) -> int:
    """One epoch's checkpoint: the model, for adapters also the adapter twice (torchtune's format and PEFT's)."""
    if isinstance(method, Full):
        return model_bytes(entry, training)
    adapter = 2 * trained_bytes(entry, method, training)
    return adapter if training.checkpoint.adapter_only else adapter + model_bytes(entry, training)
