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
    from gitune.policy.policy import Policy, Scope


class Policing(NamedTuple):
    """What the spec has to comply with."""

    policies: Sequence[Policy]
    scope: Scope


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
    *,
    family: str | None = None,
    policing: Policing | None = None,
) -> Compilation:
    """Compiles one spec, with what its lock pins.

    Every finding of a stage is reported; a stage runs when the ones before it found no error.

    Args:
        document: the spec, put together of all that speaks in it.
        project: what holds for every spec of the repository.
        catalog: models, accelerators, images.
        lock: what is pinned.
        family: name of the matrix that the run belongs to; its runs share a volume of that name.
        policing: what it has to comply with.
    """
    findings: list[Finding] = []
    refused: set[Diagnostic] = set()

    def done(spec: FineTune | None = None, plan: Plan | None = None, rendered: Rendered | None = None) -> Compilation:
        resolved = {document.resolve(f) for f in findings} | refused
        resolved |= set(leaks(document, resolved))
        return Compilation(spec, plan, rendered, tuple(sorted(resolved, key=Diagnostic.sort_key)))

    parsed = parse(document)
    findings += parsed.findings
    if parsed.spec is None:
        return done()

    findings += run_rules(parsed.spec, document, catalog)
    planned = make_plan(parsed.spec, catalog, project, lock, family)
    findings += planned.findings
    if planned.plan is None:
        return done(parsed.spec)

    if lock is not None:
        findings += _checked(planned.plan)

    plan, configured = _configured(planned.plan, catalog)
    findings += configured.findings
    if policing is not None:
        refused |= set(_policed(policing, document, parsed.spec, plan, catalog))
    if configured.config is None or _stops(findings) or has_errors(tuple(refused)):
        return done(parsed.spec, plan)

    manifested = render(plan, configured.config, catalog, project)
    findings += manifested.findings
    if manifested.rendered is None:
        return done(parsed.spec, plan)

    findings += verify(manifested.rendered, project.target.trainer, plan.upstream.runtime.id if plan.upstream else None)
    return done(parsed.spec, plan, manifested.rendered)


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
