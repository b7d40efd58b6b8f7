"""All rules, in the order of their codes. Nothing is found by magic: a rule that is not listed does not run."""

from __future__ import annotations

from gitune.catalog.model import Catalog
from gitune.diagnostics.model import Finding
from gitune.rules.access_modes import AccessModes
from gitune.rules.adapter_dropout import AdapterDropout
from gitune.rules.adapter_only import AdapterOnly
from gitune.rules.adapter_rank import AdapterRank
from gitune.rules.adapter_scale import AdapterScale
from gitune.rules.asynchronous import Asynchronous
from gitune.rules.base import Context, HasPaths, Rule
from gitune.rules.betas import Betas
from gitune.rules.bf16 import Bf16
from gitune.rules.branch_revision import BranchRevision
from gitune.rules.clipping import Clipping
from gitune.rules.column_clash import ColumnClash
from gitune.rules.column_spaces import ColumnSpaces
from gitune.rules.columns_kind import ColumnsKind
from gitune.rules.compiled_short import CompiledShort
from gitune.rules.context_length import ContextLength
from gitune.rules.deadline import Deadline
from gitune.rules.debug_env import DebugEnv
from gitune.rules.default_account import DefaultAccount
from gitune.rules.devices_on_cpu import DevicesOnCpu
from gitune.rules.empty_selector import EmptySelector
from gitune.rules.epochs_and_steps import EpochsAndSteps
from gitune.rules.few_cores import FewCores
from gitune.rules.first_rows import FirstRows
from gitune.rules.format_kind import FormatKind
from gitune.rules.fused import Fused
from gitune.rules.held_out_split import HeldOutSplit
from gitune.rules.host_memory import HostMemory
from gitune.rules.hub_offline import HubOffline
from gitune.rules.huge_batch import HugeBatch
from gitune.rules.interpolation import Interpolation
from gitune.rules.kept_activations import KeptActivations
from gitune.rules.kind_fields import KindFields
from gitune.rules.label_keys import LabelKeys
from gitune.rules.large_eps import LargeEps
from gitune.rules.large_node import LargeNode
from gitune.rules.large_on_cpu import LargeOnCpu
from gitune.rules.learning_rate import LearningRate
from gitune.rules.long_system_prompt import LongSystemPrompt
from gitune.rules.long_warmup import LongWarmup
from gitune.rules.loss_chunks import LossChunks
from gitune.rules.many_cores import ManyCores
from gitune.rules.many_epochs import ManyEpochs
from gitune.rules.mig_slices import MigSlices
from gitune.rules.missing_suffix import MissingSuffix
from gitune.rules.module_twice import ModuleTwice
from gitune.rules.offloading import Offloading
from gitune.rules.open_transport import OpenTransport
from gitune.rules.own_volume import OwnVolume
from gitune.rules.pinned_host import PinnedHost
from gitune.rules.placeholder import Placeholder
from gitune.rules.prompt_spaces import PromptSpaces
from gitune.rules.reserved_env import ReservedEnv
from gitune.rules.reserved_labels import ReservedLabels
from gitune.rules.restarts import Restarts
from gitune.rules.resumed_volume import ResumedVolume
from gitune.rules.run_like_name import RunLikeName
from gitune.rules.runtime_scope import RuntimeScope
from gitune.rules.secrets import Secrets
from gitune.rules.sgd_rate import SgdRate
from gitune.rules.shadowing_env import ShadowingEnv
from gitune.rules.shared_claim import SharedClaim
from gitune.rules.shared_memory import SharedMemory
from gitune.rules.short_revision import ShortRevision
from gitune.rules.short_sequences import ShortSequences
from gitune.rules.silent_run import SilentRun
from gitune.rules.small_shared_memory import SmallSharedMemory
from gitune.rules.split_empty import SplitEmpty
from gitune.rules.split_of_file import SplitOfFile
from gitune.rules.split_overlap import SplitOverlap
from gitune.rules.split_syntax import SplitSyntax
from gitune.rules.spread_gpus import SpreadGpus
from gitune.rules.system_namespace import SystemNamespace
from gitune.rules.system_priority import SystemPriority
from gitune.rules.template_kind import TemplateKind
from gitune.rules.tolerates_all import ToleratesAll
from gitune.rules.tolerations import Tolerations
from gitune.rules.volume_size import VolumeSize
from gitune.rules.walk import texts
from gitune.rules.warmup import Warmup
from gitune.rules.weight_decay import WeightDecay
from gitune.rules.whole_logits import WholeLogits
from gitune.rules.wide_precision import WidePrecision
from gitune.spec.finetune import FineTune

RULES: tuple[type[Rule], ...] = (
    MigSlices,
    DevicesOnCpu,
    FormatKind,
    ReservedEnv,
    EpochsAndSteps,
    TemplateKind,
    ColumnsKind,
    ColumnClash,
    KindFields,
    SplitSyntax,
    SplitEmpty,
    ContextLength,
    AdapterRank,
    AdapterOnly,
    Asynchronous,
    Offloading,
    Bf16,
    RuntimeScope,
    AccessModes,
    SharedClaim,
    LearningRate,
    Warmup,
    Secrets,
    Interpolation,
    ReservedLabels,
    LossChunks,
    Fused,
    AdapterScale,
    SharedMemory,
    LargeOnCpu,
    Tolerations,
    LabelKeys,
    ShortRevision,
    SplitOfFile,
    LongWarmup,
    ManyEpochs,
    SilentRun,
    Betas,
    LargeEps,
    WeightDecay,
    Clipping,
    SgdRate,
    WidePrecision,
    KeptActivations,
    WholeLogits,
    CompiledShort,
    AdapterDropout,
    ShortSequences,
    LongSystemPrompt,
    PromptSpaces,
    ColumnSpaces,
    HeldOutSplit,
    SplitOverlap,
    FirstRows,
    VolumeSize,
    HostMemory,
    FewCores,
    LargeNode,
    SpreadGpus,
    Deadline,
    Restarts,
    EmptySelector,
    PinnedHost,
    ToleratesAll,
    SystemNamespace,
    RunLikeName,
    ShadowingEnv,
    HubOffline,
    DebugEnv,
    Placeholder,
    BranchRevision,
    ResumedVolume,
    OwnVolume,
    HugeBatch,
    SystemPriority,
    DefaultAccount,
    ModuleTwice,
    SmallSharedMemory,
    MissingSuffix,
    ManyCores,
    OpenTransport,
)
"""Each rule once; `tests/unit/rules` runs the examples of every page."""


def run_rules(spec: FineTune, document: HasPaths, catalog: Catalog, family: str | None = None) -> list[Finding]:
    """Everything that the rules find, in their order."""
    context = Context(spec, document, catalog, tuple(texts(spec)), family)
    return [finding for rule in RULES for finding in rule().check(context)]
