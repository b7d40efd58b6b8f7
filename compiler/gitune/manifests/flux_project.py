"""What Flux needs once for a project, where the project file asks for it: source and root, provider and alert."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from gitune.manifests.flux import alert_label, flux_duration, source_reference
from gitune.manifests.labels import PROJECT, of_project
from gitune.manifests.model import Manifest, TreeFile
from gitune.project.model import Flux, Project
from gitune.project.notifications import NamedSecret, Notifications
from gitune.project.source import FluxSource

NOT_PRUNED = {"kustomize.toolkit.fluxcd.io/prune": "disabled"}
"""The root applies itself: when it leaves Git it must not take itself and its source from the cluster."""


def flux_project_files(project: Project) -> tuple[TreeFile, ...]:
    """Source and root, provider and alert. No fine-tune's file has a name without a dash, as these have."""
    flux, files = project.flux, []
    if flux.source is not None:
        source = _source(flux, flux.source)
        files.append(TreeFile("flux/source.yaml", (source,), f"Flux{source['kind']}"))
        files.append(TreeFile("flux/root.yaml", (_root(project),), "FluxKustomization"))
    if flux.notifications is not None:
        files.append(TreeFile("flux/provider.yaml", (_provider(flux, flux.notifications),), "FluxProvider"))
        files.append(TreeFile("flux/alert.yaml", (_alert(flux, flux.notifications),), "FluxAlert"))
    return tuple(files)


def _source(flux: Flux, source: FluxSource) -> Manifest:
    reference = {"branch": source.branch, "tag": source.tag, "semver": source.semver}
    named = {key: value for key, value in reference.items() if value is not None}
    return {
        "apiVersion": "source.toolkit.fluxcd.io/v1",
        "kind": flux.source_ref.kind,
        "metadata": {
            "name": flux.source_ref.name,
            "namespace": flux.source_ref.namespace or flux.namespace,
            "labels": of_project(),
            "annotations": dict(NOT_PRUNED),
        },
        "spec": {
            "interval": flux_duration(source.interval),
            "url": source.url,
            **({"ref": named} if named else {}),
            **_secret(source.secret_ref),
        },
    }


def _root(project: Project) -> Manifest:
    """Follows `flux/`. What it prunes are Kustomizations, which leave their objects where they are (R15)."""
    flux = project.flux
    return {
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": _metadata(flux) | {"labels": of_project() | alert_label(flux), "annotations": dict(NOT_PRUNED)},
        "spec": {
            "interval": flux_duration(flux.interval),
            "retryInterval": flux_duration(flux.retry_interval),
            "path": f"./{PurePosixPath(project.repository_path or '') / project.output / 'flux'}",
            "prune": True,
            "deletionPolicy": "Orphan",
            "sourceRef": source_reference(flux),
            **({"serviceAccountName": flux.service_account_name} if flux.service_account_name else {}),
        },
    }


def _provider(flux: Flux, notifications: Notifications) -> Manifest:
    provider = notifications.provider
    named = {"address": provider.address, "channel": provider.channel, "username": provider.username}
    return {
        "apiVersion": "notification.toolkit.fluxcd.io/v1beta3",
        "kind": "Provider",
        "metadata": _metadata(flux),
        "spec": {
            "type": provider.type,
            **{key: value for key, value in named.items() if value is not None},
            **_secret(provider.secret_ref),
        },
    }


def _alert(flux: Flux, notifications: Notifications) -> Manifest:
    """One for all Kustomizations of the project, found by their label, so that another spec leaves it as it is."""
    return {
        "apiVersion": "notification.toolkit.fluxcd.io/v1beta3",
        "kind": "Alert",
        "metadata": _metadata(flux),
        "spec": {
            "providerRef": {"name": flux.name},
            "eventSeverity": notifications.severity,
            "eventSources": [{"kind": "Kustomization", "name": "*", "matchLabels": {PROJECT: flux.name}}],
            **({"eventMetadata": dict(notifications.metadata)} if notifications.metadata else {}),
        },
    }


def _metadata(flux: Flux) -> dict[str, Any]:
    return {"name": flux.name, "namespace": flux.namespace, "labels": of_project()}


def _secret(secret: NamedSecret | None) -> dict[str, Any]:
    return {"secretRef": {"name": secret.name}} if secret is not None else {}
