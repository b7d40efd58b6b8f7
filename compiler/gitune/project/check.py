"""What the form of a project file cannot say: fields that exclude or need each other, and credentials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gitune.diagnostics.model import Finding
from gitune.diagnostics.redact import find_tokens
from gitune.project.model import Project

if TYPE_CHECKING:
    from gitune.project.notifications import NotificationProvider
    from gitune.project.source import FluxSource

SECRET_ADDRESSES = frozenset(["azureeventhub", "discord", "googlechat", "lark", "msteams", "rocket", "sentry"])
"""Types whose address is what lets one write (Flux's page of each): a webhook with its token, a DSN, a shared key."""

SCHEMES = {"GitRepository": ("https", "ssh"), "OCIRepository": ("oci",), "Bucket": ()}


def check_project(project: Project) -> list[Finding]:
    """Every such mistake."""
    return [*_flux_source(project), *_notifications(project), *_argocd(project)]


def _flux_source(project: Project) -> Iterator[Finding]:
    source, kind = project.flux.source, project.flux.source_ref.kind
    if source is None:
        return
    path = ("flux", "source")
    scheme = source.url.partition("://")[0]
    if scheme not in SCHEMES[kind]:
        wanted = " or ".join(f"`{name}://`" for name in SCHEMES[kind])
        message = f"a {kind} is not found at `{scheme}://`" if wanted else f"gitune renders no {kind}"
        hint = f"give a URL with {wanted}, or another `sourceRef.kind`" if wanted else "leave `flux.source` out"
        yield Finding("GT530", message, (*path, "url"), hint=hint)
    elif kind == "OCIRepository" and source.branch is not None:
        yield Finding("GT530", "an artifact has tags and no branches", (*path, "branch"), hint="name a `tag`")
    if project.flux.source_ref.name == "flux-system":
        hint = "give it a name of its own: `sourceRef: {name: fine-tunes}`"
        yield Finding("GT536", "`flux-system` is the source that `flux bootstrap` makes", path, hint=hint)
    if _references(source) > 1:
        yield Finding("GT531", "only one of `branch`, `tag` and `semver` says what Flux follows", path)
    if any(find_tokens(source.url)):
        yield _credential(path, "the repository's URL")


def _references(source: FluxSource) -> int:
    return sum(value is not None for value in (source.branch, source.tag, source.semver))


def _notifications(project: Project) -> Iterator[Finding]:
    if project.flux.notifications is None:
        return
    provider, path = project.flux.notifications.provider, ("flux", "notifications", "provider")
    if provider.address is None and provider.secret_ref is None:
        hint = "name a Secret that has the key `address`: `secretRef: {name: ...}`"
        yield Finding("GT532", f"the provider `{provider.type}` has neither an address nor a Secret", path, hint=hint)
    if provider.address is not None and _lets_write(provider, provider.address):
        yield _credential(path, "the provider's address")


def _lets_write(provider: NotificationProvider, address: str) -> bool:
    host = address.partition("://")[2]
    return provider.type in SECRET_ADDRESSES or host.startswith("hooks.") or any(find_tokens(address))


def _credential(path: tuple[str, ...], what: str) -> Finding:
    hint = "put it into a Secret of the cluster and name that with `secretRef`"
    return Finding("GT533", f"{what} is a credential, or holds one, and would stand in Git", path, hint=hint)


def _argocd(project: Project) -> Iterator[Finding]:
    argocd = project.argocd
    if project.gitops == "argocd" and (argocd is None or argocd.url is None):
        hint = "write `argocd: {url: https://git.example.com/...}` into gitune.yaml"
        yield Finding(
            "GT534", "Argo CD has to be told which repository holds the rendered tree", ("gitops",), hint=hint
        )
    if argocd is None:
        return
    if argocd.url is not None and any(find_tokens(argocd.url)):
        yield _credential(("argocd",), "the repository's URL")
    if argocd.server is not None and argocd.cluster is not None:
        yield Finding("GT535", "`server` and `cluster` both name the cluster that trains", ("argocd", "cluster"))
