"""All rules, in the order of their codes. Nothing is found by magic: a rule that is not listed does not run."""

from __future__ import annotations

from gitune.catalog.model import Catalog
from gitune.diagnostics.model import Finding
from gitune.rules.access_modes import AccessModes
from gitune.rules.adapter_only import AdapterOnly
from gitune.rules.adapter_rank import AdapterRank
from gitune.rules.adapter_scale import AdapterScale
from gitune.rules.asynchronous import Asynchronous
from gitune.rules.base import Context, HasPaths, Rule
from gitune.rules.bf16 import Bf16
from gitune.rules.column_clash import ColumnClash
from gitune.rules.columns_kind import ColumnsKind
from gitune.rules.context_length import ContextLength
from gitune.rules.devices_on_cpu import DevicesOnCpu
from gitune.rules.epochs_and_steps import EpochsAndSteps
from gitune.rules.format_kind import FormatKind
from gitune.rules.fused import Fused
from gitune.rules.interpolation import Interpolation
from gitune.rules.kind_fields import KindFields
from gitune.rules.large_on_cpu import LargeOnCpu
from gitune.rules.learning_rate import LearningRate
from gitune.rules.loss_chunks import LossChunks
from gitune.rules.mig_slices import MigSlices
from gitune.rules.offloading import Offloading
from gitune.rules.reserved_env import ReservedEnv
from gitune.rules.reserved_labels import ReservedLabels
from gitune.rules.runtime_scope import RuntimeScope
from gitune.rules.secrets import Secrets
from gitune.rules.shared_claim import SharedClaim
from gitune.rules.shared_memory import SharedMemory
from gitune.rules.short_revision import ShortRevision
from gitune.rules.split_empty import SplitEmpty
from gitune.rules.split_of_file import SplitOfFile
from gitune.rules.split_syntax import SplitSyntax
from gitune.rules.template_kind import TemplateKind
from gitune.rules.tolerations import Tolerations
from gitune.rules.warmup import Warmup
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
    ShortRevision,
    SplitOfFile,
)
"""Each rule once; `tests/unit/rules` runs the examples of every page."""


def run_rules(spec: FineTune, document: HasPaths, catalog: Catalog) -> list[Finding]:
    """Everything that the rules find, in their order."""
    context = Context(spec, document, catalog)
    return [finding for rule in RULES for finding in rule().check(context)]
