"""The registry of diagnostic codes. A code is as stable as an API: never renamed, never reused.

Blocks: 0xx reading, 1xx schema, 2xx meaning, 3xx what a backend or the target cannot do, 4xx pins, 5xx the rendered
tree, 6xx a local run, 9xx ours.
"""

from __future__ import annotations

from typing import NamedTuple

from gitune.diagnostics.model import Severity


class Code(NamedTuple):
    """One code: its stable number, a short name, its severity and what it means in a sentence."""

    id: str
    name: str
    severity: Severity
    summary: str


def _table(*rows: tuple[str, str, Severity, str]) -> dict[str, Code]:
    table = {row[0]: Code(*row) for row in rows}
    if len(table) != len(rows):
        raise ValueError("a diagnostic code stands twice in the registry")
    return table


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE

CODES = _table(
    # reading
    ("GT001", "unreadable-file", E, "The file cannot be read."),
    ("GT002", "not-utf8", E, "The file is not UTF-8 text."),
    ("GT003", "too-large", E, "The file is larger than 1 MiB, or holds more than 5,000 values."),
    ("GT004", "yaml-syntax", E, "The file is not well-formed YAML 1.2."),
    ("GT005", "duplicate-key", E, "A key stands twice in one mapping."),
    ("GT006", "too-deep", E, "The document is nested deeper than 64 levels."),
    ("GT007", "alias-bomb", E, "Aliases expand the document beyond any sensible size."),
    ("GT008", "several-documents", E, "The file holds several YAML documents where one is meant."),
    ("GT009", "empty-document", E, "The file holds no document."),
    ("GT010", "not-a-number", E, "NaN and infinity are not values of a spec."),
    ("GT011", "unsupported-tag", E, "A YAML tag asks for a type that a spec cannot hold."),
    ("GT012", "key-not-text", E, "A mapping key is not a string."),
    ("GT014", "forbidden-character", E, "The file holds a control character, or a line break that no editor shows."),
    ("GT015", "too-large-number", E, "The integer does not fit into 64 bits."),
    ("GT016", "yaml-version", E, "A `%` directive asks for another YAML than 1.2."),
    ("GT017", "merge-key", E, "YAML 1.1 merge keys (`<<`) are not part of YAML 1.2."),
    ("GT013", "catalog-broken", E, "A file of the catalog is missing or not as it should be."),
    # schema
    ("GT101", "unknown-field", E, "The field does not exist."),
    ("GT102", "missing-field", E, "A required field is missing."),
    ("GT103", "wrong-type", E, "The value has the wrong type."),
    ("GT104", "not-allowed", E, "The value is not one of the allowed ones."),
    ("GT105", "out-of-range", E, "The number is outside its range."),
    ("GT106", "malformed", E, "The text does not have the form that the field needs."),
    ("GT107", "wrong-api-version", E, "The apiVersion or kind is not one that this gitune reads."),
    # what the target cannot hold
    ("GT354", "installed-runtime-decides", E, "An installed runtime takes volumes and placement from a run, not this."),
    ("GT390", "base-runtime-incomplete", E, "The catalog's base runtime lacks a job or container that runs need."),
    ("GT391", "invalid-object", E, "A rendered object does not fit the schema of the target's API."),
    ("GT392", "inconsistent-object", E, "A rendered object fits its schema but Kubernetes or Trainer would refuse it."),
    ("GT393", "unsafe-under-gitops", E, "A rendered object holds what GitOps tools would turn against the run."),
    # meaning
    ("GT201", "unknown-model", E, "The catalog has no such model."),
    ("GT202", "no-source", E, "The catalog knows no repository for the model, and the spec names none."),
    ("GT203", "malformed-source", E, "The source is not one of `hf://`, `file:///` and `pvc://` in their form."),
    ("GT204", "source-not-yet", E, "Sources of this kind are not supported yet."),
    ("GT205", "credentials-in-source", E, "The source holds credentials, which belong in a Secret."),
    ("GT206", "revision-without-hub", E, "Only `hf://` sources have revisions."),
    ("GT207", "secret-without-hub", W, "Only `hf://` sources need an access token."),
    ("GT208", "gated-without-secret", W, "The model is gated, and no Secret with a token is named."),
    ("GT209", "unknown-accelerator", E, "The catalog has no such accelerator."),
    ("GT210", "unknown-mig-profile", E, "The accelerator has no such MIG profile."),
    ("GT211", "several-mig-slices", E, "Several MIG slices are not several devices."),
    ("GT212", "devices-on-cpu", E, "A run on the CPU has no devices to count."),
    ("GT213", "processes-over-devices", E, "There are more processes on a node than devices."),
    ("GT214", "idle-devices", W, "There are fewer processes on a node than devices."),
    ("GT215", "uneven-batch", E, "The global batch does not divide among processes and micro batches."),
    ("GT216", "unknown-format", E, "The format of the dataset cannot be told from its name."),
    ("GT217", "format-without-rows", E, "Files of this format hold plain text alone."),
    ("GT218", "malformed-run-name", E, "The text cannot be the name of a run."),
    ("GT219", "reserved-env", E, "The environment variable is set by gitune, Trainer or torchrun."),
    ("GT220", "epochs-and-steps", E, "Two different lengths are given for one run."),
    ("GT221", "template-without-prompt", E, "The rows have no prompt for a template."),
    ("GT222", "column-of-other-kind", E, "Rows of this kind have no such column."),
    ("GT223", "column-twice", E, "One column stands for two things."),
    ("GT224", "field-of-other-kind", E, "The field does not apply to rows of this kind."),
    ("GT225", "malformed-split", E, "The split cannot be read."),
    ("GT226", "empty-split", E, "A slice of the split has no rows."),
    ("GT227", "beyond-context", E, "Sequences are longer than the model can place."),
    ("GT228", "rank-not-low", E, "The adapter's rank is not below the model's hidden size."),
    ("GT229", "no-adapter-to-save", E, "Full fine-tuning trains no adapter."),
    ("GT230", "never-asynchronous", E, "This run has no asynchronous checkpoints."),
    ("GT231", "cannot-offload", E, "Activations cannot be offloaded here."),
    ("GT232", "no-bf16", E, "The accelerator has no bfloat16."),
    ("GT233", "runtime-name", E, "The runtime's name and its scope do not fit together."),
    ("GT234", "unfit-access-modes", E, "The volume's access modes do not fit the run."),
    ("GT235", "fields-of-shared-claim", E, "The field does not apply to a claim that exists."),
    ("GT236", "unusual-learning-rate", W, "The learning rate is orders of magnitude away from what works."),
    ("GT237", "endless-warmup", E, "The warm-up is as long as the run."),
    ("GT238", "secret", E, "Something looks like an access token."),
    ("GT239", "interpolation", E, "A text holds `${`, which others would replace."),
    ("GT240", "floating-image", W, "An image's name may mean another image tomorrow."),
    ("GT241", "reserved-label", E, "The label belongs to a controller."),
    ("GT242", "chunks-without-chunked", E, "Only the chunked loss has chunks."),
    ("GT243", "fused-without-form", E, "The optimizer has no fused form."),
    ("GT244", "unusual-adapter-scale", W, "The adapter's output is scaled by an unusual factor."),
    ("GT245", "shared-memory-too-large", E, "Shared memory leaves nothing of the node's memory."),
    ("GT246", "large-model-on-cpu", W, "The model is too large to train on a CPU in sensible time."),
    ("GT247", "malformed-toleration", E, "Kubernetes refuses the toleration."),
    ("GT249", "short-revision", E, "The Hub knows commits by their whole hash only."),
    ("GT250", "split-of-file", E, "One file is one split, called train."),
    ("GT251", "long-warmup", W, "The warm-up takes most of the run."),
    ("GT252", "many-epochs", W, "The data is passed over unusually often."),
    ("GT253", "silent-run", W, "The run ends before it logs anything."),
    ("GT254", "swapped-betas", W, "The two decay rates stand in the wrong order."),
    ("GT255", "large-eps", W, "Adam's epsilon outweighs what it is added to."),
    ("GT256", "strong-weight-decay", W, "The weight decay pulls harder than the gradients."),
    ("GT257", "unusual-clipping", W, "The gradients are clipped to almost nothing, or never."),
    ("GT258", "rate-of-another-optimizer", W, "The automatic learning rate is made for AdamW."),
    ("GT259", "needless-fp32", W, "A large model is held in fp32 where bf16 would do."),
    ("GT260", "kept-activations", W, "Long sequences of a large model keep every activation."),
    ("GT261", "whole-logits", W, "The plain loss holds the logits of whole sequences."),
    ("GT262", "compiled-short-run", N, "The run is too short for compiling to pay."),
    ("GT263", "heavy-dropout", W, "Dropout takes most of the adapter's input away."),
    ("GT264", "short-sequences", W, "Hardly any row fits into the sequences."),
    ("GT265", "long-system-prompt", W, "The system prompt fills most of every sequence."),
    ("GT266", "prompt-with-edges", N, "The system prompt begins or ends with white space."),
    ("GT267", "column-with-edges", W, "A column's name begins or ends with white space."),
    ("GT268", "held-out-split", W, "The run learns the rows that are meant for measuring."),
    ("GT269", "overlapping-split", W, "Parts of the split share rows."),
    ("GT270", "first-rows-only", N, "Only the first rows of the data are ever seen."),
    ("GT271", "volume-too-small", E, "The volume cannot hold what the run writes."),
    ("GT272", "little-host-memory", W, "A node's memory is smaller than the model."),
    ("GT273", "few-cores", W, "There are fewer cores than training processes."),
    ("GT274", "unusual-node", W, "Hardly any node has so many GPUs."),
    ("GT275", "spread-gpus", N, "GPUs that fit into one node are spread over several."),
    ("GT276", "unusual-deadline", W, "The deadline is too short to train, or none at all."),
    ("GT277", "many-restarts", W, "A failing run is started over and over."),
    ("GT278", "empty-selector", W, "A node selector asks for an empty label."),
    ("GT279", "pinned-host", W, "The run is tied to one machine."),
    ("GT280", "tolerates-everything", W, "The pods tolerate every taint."),
    ("GT281", "system-namespace", W, "The run is put among the cluster's own parts."),
    ("GT282", "run-like-name", W, "The name already looks like that of a run."),
    ("GT283", "shadowing-env", W, "The variable replaces what the image relies on."),
    ("GT284", "offline-hub", E, "The sources cannot be downloaded while the Hub is switched off."),
    ("GT285", "debug-env", W, "A switch for debugging slows the whole run down."),
    ("GT286", "placeholder", W, "A placeholder was left to be filled in."),
    ("GT287", "branch-as-revision", N, "The revision is a branch, which moves."),
    ("GT288", "resumed-elsewhere", W, "The run to resume from stands on another volume."),
    ("GT289", "source-on-own-volume", W, "The source is the volume that the run itself makes."),
    ("GT290", "huge-batch", W, "One optimizer step takes thousands of rows."),
    ("GT291", "system-priority", W, "The run would push out the cluster's own parts."),
    ("GT292", "default-account", W, "The pods get the token of the default account."),
    ("GT293", "module-twice", W, "A module stands twice in the list."),
    ("GT294", "little-shared-memory", W, "Shared memory is too small for several processes."),
    ("GT295", "missing-suffix", E, "The size lacks its suffix."),
    ("GT296", "many-cores", W, "No node has so many cores."),
    ("GT297", "open-transport", W, "Downloads can be read or changed on their way."),
    ("GT298", "ignores-nothing", W, "A comment ignores a code that is not found where it stands."),
    ("GT299", "not-to-be-ignored", W, "A comment ignores what cannot be ignored: errors, and unknown codes."),
    # what the backend cannot do
    ("GT301", "no-output-projection", E, "The model's output projection is its embeddings, which take no adapter."),
    ("GT302", "builder-lacks", E, "The model's builder in torchtune lacks what the method asks for."),
    ("GT303", "not-quantizable", E, "The model's weights cannot be quantized to NF4."),
    ("GT304", "no-adapter-export", E, "torchtune cannot write the model's adapter in PEFT's format."),
    ("GT305", "no-system-prompt", E, "The rows of this run have no place for a system prompt."),
    ("GT306", "one-process-optimizer", E, "The optimizer works in one process only."),
    ("GT307", "asynchronous-needs-gpu", E, "Asynchronous checkpoints need a GPU."),
    ("GT308", "plain-turns", W, "The rows are written without the model's markers of turns."),
    ("GT309", "merged-only", N, "The run leaves the merged model, and no adapter that other tools read."),
    ("GT310", "unknown-config-key", E, "The recipe does not read the key."),
    ("GT311", "unknown-component", E, "The component is not known for the pinned torchtune, or not for this place."),
    ("GT312", "unknown-argument", E, "The component has no such argument, or the recipe gives it."),
    ("GT313", "missing-argument", E, "A component or recipe lacks an argument that it needs."),
    ("GT314", "wrong-argument", E, "The value is not of the argument's type."),
    ("GT315", "not-for-overriding", E, "The key or path is not for overriding."),
    ("GT316", "keys-exclude", E, "Config keys exclude each other, or do not fit the run."),
    # a local run
    ("GT601", "not-rendered", E, "The folder or file of a rendered run is not there."),
    ("GT602", "not-as-rendered", E, "A rendered file cannot be read, or is not what gitune renders."),
    ("GT603", "runtime-not-found", E, "The TrainJob names a runtime that is neither rendered nor given."),
    ("GT604", "claim-without-folder", E, "A claim of the run has no folder on this machine."),
    ("GT605", "secret-not-given", E, "A secret that a container needs was not given, or cannot be read."),
    ("GT606", "local-packages-missing", E, "What the images hold is not installed in this Python."),
    ("GT607", "devices-missing", N, "The run asks for devices that this machine does not seem to have."),
    ("GT608", "run-in-progress", E, "The same run is going on in the same folder."),
    ("GT609", "not-runnable-here", E, "The objects ask for something that Trainer refuses or a local run cannot do."),
    ("GT610", "container-failed", E, "A container ended with an error."),
    # the rendered tree
    ("GT501", "rendered-changed", E, "A rendered file differs from what the spec compiles to."),
    ("GT502", "rendered-missing", E, "A rendered file is missing."),
    ("GT503", "rendered-unexpected", E, "A file stands in the rendered tree that no spec compiles to."),
    ("GT504", "name-taken", E, "Two specs of a project would render into one place."),
    ("GT505", "foreign-file", E, "A file that gitune did not write stands where it has to write."),
    ("GT506", "cannot-write", E, "The rendered tree cannot be written."),
)
"""Every code, by its id."""


def severity_of(code: str) -> Severity:
    """The severity that the registry gives a code."""
    return CODES[code].severity
