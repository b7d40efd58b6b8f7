"""The compiler: one pure function from inputs to objects. It reads no file, opens no socket and prints nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from gitune.backends.base import Configured
from gitune.backends.torchtune.backend import Torchtune
from gitune.catalog.model import Catalog
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Finding, Severity, has_errors
from gitune.manifests.model import Rendered
from gitune.manifests.render import render
from gitune.plan.model import Plan
from gitune.plan.planner import plan as make_plan
from gitune.project.model import Project
from gitune.rules.leaks import leaks
from gitune.rules.registry import run_rules
from gitune.source.document import Document
from gitune.spec.finetune import FineTune
from gitune.spec.parse import parse
from gitune.verify.objects import verify

if TYPE_CHECKING:
    from gitune.lock.model import Lock
    from gitune.manifests.model import RenderedVolume
    from gitune.plan.volume import VolumePlan
    from gitune.policy.policy import Policy, Scope
    from gitune.project.cluster import Cluster


class Policing(NamedTuple):
    """What the spec has to comply with."""

    policies: Sequence[Policy]
    scope: Scope


class Around(NamedTuple):
    """What a run is part of."""

    family: str | None = None
    """Name of its matrix, whose runs share a volume of that name."""
    policing: Policing | None = None


ALONE = Around()


class Compilation(NamedTuple):
    """What came of one spec: everything up to the first stage that found an error."""

    spec: FineTune | None
    plan: Plan | None
    rendered: Rendered | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether there is something to write."""
        return self.rendered is not None and not has_errors(self.diagnostics)


def compile_spec(
    document: Document,
    project: Project,
    catalog: Catalog,
    lock: Lock | None = None,
    around: Around = ALONE,
) -> Compilation:
    """Compiles one spec, with what its lock pins.

    Every finding of a stage is reported; a stage runs when the ones before it found no error.

    Args:
        document: the spec, put together of all that speaks in it.
        project: what holds for every spec of the repository.
        catalog: models, accelerators, images.
        lock: what is pinned.
        around: what the run belongs to, and has to comply with.
    """
    findings: list[Finding] = []
    refused: set[Diagnostic] = set()

    def done(spec: FineTune | None = None, plan: Plan | None = None, rendered: Rendered | None = None) -> Compilation:
        resolved = {document.resolve(f) for f in findings} | refused
        resolved |= set(leaks(document.text, document.file, resolved))
        return Compilation(spec, plan, rendered, tuple(sorted(resolved, key=Diagnostic.sort_key)))

    parsed = parse(document)
    findings += parsed.findings
    if parsed.spec is None:
        return done()

    findings += run_rules(parsed.spec, document, catalog, around.family)
    planned = make_plan(parsed.spec, catalog, project, lock, around.family)
    findings += planned.findings
    if planned.plan is None:
        return done(parsed.spec)

    if lock is not None:
        findings += _checked(planned.plan)
    if project.cluster is not None and project.cluster.has_facts:
        findings += _not_there(planned.plan, project.cluster, document)

    plan, configured = _configured(planned.plan, catalog)
    findings += configured.findings
    if around.policing is not None:
        refused |= set(_policed(around.policing, document, parsed.spec, plan, catalog))
    if configured.config is None or _stops(findings) or has_errors(tuple(refused)):
        return done(parsed.spec, plan)

    manifested = render(plan, configured.config, catalog, project)
    findings += manifested.findings
    if manifested.rendered is None:
        return done(parsed.spec, plan)

    findings += verify(manifested.rendered, project.target.trainer, plan.upstream.runtime.id if plan.upstream else None)
    return done(parsed.spec, plan, manifested.rendered)


class VolumeCompilation(NamedTuple):
    """What came of the volume that the runs of a matrix share."""

    plan: VolumePlan | None
    rendered: RenderedVolume | None
    findings: tuple[Finding, ...]


def compile_volume(plans: Sequence[Plan], project: Project) -> VolumeCompilation | None:
    """The volume of a matrix; None where its runs share none of their own.

    Args:
        plans: those of all runs of the matrix that stand in one namespace.
        project: what holds for every spec of the repository.
    """
    from gitune.manifests.volume import render_volume  # noqa: PLC0415 (few specs have a matrix)
    from gitune.plan.volume import plan_volume  # noqa: PLC0415
    from gitune.verify.objects import verify_volume  # noqa: PLC0415

    planned = plan_volume(plans)
    if planned is None or planned.plan is None or _stops(planned.findings):
        return VolumeCompilation(None, None, planned.findings) if planned else None
    rendered = render_volume(planned.plan, project)
    return VolumeCompilation(
        planned.plan, rendered, (*planned.findings, *verify_volume(rendered, project.target.trainer))
    )


def _configured(plan: Plan, catalog: Catalog) -> tuple[Plan, Configured]:
    """The run's config. On one of Kubeflow's own runtimes, arguments instead, and a plan that rests on their config."""
    if plan.upstream is None:
        return plan, Torchtune().configure(plan, catalog)
    from gitune.backends.upstream.backend import Upstream  # noqa: PLC0415

    backend = Upstream(plan.upstream)
    plan = backend.settled(plan, catalog)
    return plan, backend.configure(plan, catalog)


def _stops(findings: Sequence[Finding]) -> bool:
    return any(severity_of(finding.code) is Severity.ERROR for finding in findings)


def _policed(
    policing: Policing, document: Document, spec: FineTune, plan: Plan, catalog: Catalog
) -> Sequence[Diagnostic]:
    """Only a project with policies pays for importing what applies them."""
    from gitune.policy.check import check_policies  # noqa: PLC0415

    return check_policies(policing.policies, document, spec, plan, catalog, policing.scope)


def _checked(plan: Plan) -> list[Finding]:
    """Only a run with a lock pays for importing what its facts are for."""
    from gitune.checks.registry import run_checks  # noqa: PLC0415

    return run_checks(plan)


def _not_there(plan: Plan, cluster: Cluster, document: Document) -> list[Finding]:
    """Only a project that says what its cluster has pays for importing what compares it with a run."""
    from gitune.checks.cluster.base import Site  # noqa: PLC0415
    from gitune.checks.cluster.registry import run_cluster_checks  # noqa: PLC0415

    return run_cluster_checks(Site(plan, cluster, document))
