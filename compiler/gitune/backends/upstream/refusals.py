"""What Kubeflow's webhook refuses of a run on its torchtune runtimes, and what its initializers cannot do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitune.backends.upstream.choice import Choice
from gitune.backends.upstream.settings import Setting, spelled
from gitune.diagnostics.model import Finding, Path
from gitune.plan.model import Plan, SourcePlan, UpstreamPlan
from gitune.spec.method import Full
from gitune.spec.words import quoted

OWNED = ("output_dir", "tokenizer.path", "tokenizer.merges_file", "checkpointer.checkpoint_dir")
"""Arguments that the webhook of Trainer 2.3 refuses: the runtime has them."""

_OTHER_SCOPE = "use the scope `cluster` or `namespace`"
_NO_PLACE = {
    ("training", "resumeFrom"): "every run starts from the model that its initializer has just fetched",
    ("resources", "sharedMemory"): "its pods have the container runtime's own /dev/shm",
}
_STORAGE = ("size", "className", "accessModes", "claimName")


def refused(plan: Plan, upstream: UpstreamPlan) -> Iterator[Finding]:
    """What stands in the way, whatever the config is."""
    yield from _model(plan, upstream)
    yield from _nodes(plan, upstream)
    yield from _source("model", plan.model.source)
    yield from _source("dataset", plan.dataset.source)
    if plan.devices.device == "cpu":
        message = f"`{upstream.runtime.id}` asks for GPUs, and its configs train on them"
        yield Finding("GT360", message, ("resources", "accelerator"), hint=f"name a GPU, or {_OTHER_SCOPE}")
    for path, reason in _NO_PLACE.items():
        if upstream.wrote(*path):
            message = f"`{upstream.runtime.id}` cannot be told `{path[-1]}`: {reason}"
            yield Finding("GT361", message, path, "key", f"remove it, or {_OTHER_SCOPE}")
    yield from _storage(plan, upstream)
    if plan.runtime.retain == "prune" and not upstream.own_claim:
        message = (
            f"the volume of a run on `{upstream.runtime.id}` goes with its TrainJob, and the result with the volume"
        )
        yield Finding("GT361", message, ("runtime", "retain"), hint=f"write `keep`, or {_OTHER_SCOPE}")


def _model(plan: Plan, upstream: UpstreamPlan) -> Iterator[Finding]:
    runtime, model = upstream.runtime, plan.model.entry.id
    if model not in runtime.models:
        known = " or ".join(f"`{name}`" for name in runtime.models)
        message = f"`{runtime.id}` trains {known}: Trainer reads the model from the runtime's name"
        hint = f"name the runtime of `{model}`, if there is one, or {_OTHER_SCOPE}"
        yield Finding("GT357", message, ("model", "id"), hint=hint)


def _nodes(plan: Plan, upstream: UpstreamPlan) -> Iterator[Finding]:
    if plan.devices.nodes == 1:
        return
    path: Path = ("resources", "nodes")
    hint = f"use one node, or {_OTHER_SCOPE}"
    if not upstream.runtime.multi_node:
        message = f"Trainer's webhook refuses `{upstream.runtime.id}` on several nodes"
        yield Finding("GT358", message, path, hint=hint)
    elif not isinstance(plan.method, Full):
        message = f"on several nodes Trainer starts full fine-tuning, whatever is asked for: no `{plan.method.kind}`"
        yield Finding("GT358", message, path, hint=hint)


def _source(section: str, source: SourcePlan) -> Iterator[Finding]:
    path = (section, "source")
    if source.kind != "hf":
        message = f"on Kubeflow's torchtune runtimes the {section} comes from the Hub: no `{source.kind}://`"
        yield Finding("GT355", message, path, hint=f"name an `hf://` source, or {_OTHER_SCOPE}")
        return
    if section == "model" and source.path:
        message = f"Kubeflow's model initializer takes whole repositories, no folder such as {quoted(source.path)}"
        yield Finding("GT355", message, path, hint=f"name the repository alone, or {_OTHER_SCOPE}")
    if source.requested not in (None, "main"):
        message = f"Kubeflow's initializers fetch `main`: {quoted(str(source.requested))} would be ignored"
        yield Finding("GT356", message, (section, "revision"), hint=f"remove `revision`, or {_OTHER_SCOPE}")


def _storage(plan: Plan, upstream: UpstreamPlan) -> Iterator[Finding]:
    name = upstream.runtime.id
    if not upstream.own_claim:
        for field in (field for field in _STORAGE if upstream.wrote("storage", field)):
            message = f"`{name}` makes a volume of its own for every run: `{field}` would not be looked at"
            yield Finding("GT361", message, ("storage", field), "key", f"remove it, or {_OTHER_SCOPE}")
    elif upstream.wrote("storage", "claimName") and plan.storage.claim != name:
        message = f"`{name}` mounts the claim `{name}` and no other"
        yield Finding("GT361", message, ("storage", "claimName"), hint=f"write `{name}`, or remove it")


def no_config(plan: Plan, upstream: UpstreamPlan, choice: Choice, configs: Mapping[str, object]) -> Finding:
    """Trainer would start a config that torchtune does not have."""
    count, base = plan.devices.processes, upstream.runtime.config
    devices = "one GPU" if count == 1 else f"{count} GPUs"
    message = (
        f"Trainer would start `{plan.method.kind}` on {devices} by `{choice.config}`, which torchtune does not have"
    )
    if count > 1 and f"{choice.config}_single_device" in configs:
        hint = "write `resources.gpusPerNode: 1`, use `lora`"
    elif count == 1 and choice.config.removesuffix("_single_device") in configs:
        hint = "write more than one in `resources.gpusPerNode`"
    else:
        hint = "use `lora`" if f"{base}_lora" in configs else "use another runtime"
    return Finding("GT359", message, ("method", "kind"), hint=f"{hint}, or {_OTHER_SCOPE}")


def unsayable(settings: tuple[Setting, ...]) -> Iterator[Finding]:
    """Values that `tune run` cannot be told: it takes an argument apart at every `=`."""
    for setting in settings:
        if not setting.removed and "=" in spelled(setting.value):
            message = f"`tune run` takes no `=` in the value of `{setting.key}`"
            yield Finding("GT362", message, setting.path, hint=f"word it without, or {_OTHER_SCOPE}")


def owned(settings: tuple[Setting, ...]) -> Iterator[Finding]:
    """Overrides of what the runtime sets."""
    for setting in settings:
        if setting.key in OWNED:
            message = f"Trainer's webhook refuses `{setting.key}`: the runtime sets it"
            yield Finding("GT364", message, setting.path, "key", "remove it")


def dotted(overrides: Mapping[str, object], before: Path = ("overrides",)) -> Iterator[Finding]:
    """Keys that would be several keys in an argument."""
    for key, value in overrides.items():
        path = (*before, key)
        if "." in key or "=" in key:
            message = f"{quoted(key)} is no key of torchtune's config"
            yield Finding("GT310", message, path, "key", "write one key for each level, as mappings")
        elif isinstance(value, Mapping):
            yield from dotted(value, path)
