"""A small client of the Kubernetes API: one connection, plain data, the server's own answers."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

Object = Mapping[str, Any]

FLUX = "kustomize-controller"
"""The field manager as whom Flux applies."""

APPLY = "application/apply-patch+yaml"
MERGE = "application/merge-patch+json"
JSON = "application/json"


class Kind(NamedTuple):
    """Where objects of a kind stand."""

    root: str
    plural: str
    namespaced: bool = True


_CORE, _TRAINER = "/api/v1", "/apis/trainer.kubeflow.org/v1alpha1"
KINDS: Mapping[tuple[str, str], Kind] = {
    ("v1", "ConfigMap"): Kind(_CORE, "configmaps"),
    ("v1", "Namespace"): Kind(_CORE, "namespaces", namespaced=False),
    ("v1", "PersistentVolumeClaim"): Kind(_CORE, "persistentvolumeclaims"),
    ("batch/v1", "Job"): Kind("/apis/batch/v1", "jobs"),
    ("storage.k8s.io/v1", "StorageClass"): Kind("/apis/storage.k8s.io/v1", "storageclasses", namespaced=False),
    ("jobset.x-k8s.io/v1alpha2", "JobSet"): Kind("/apis/jobset.x-k8s.io/v1alpha2", "jobsets"),
    ("kustomize.toolkit.fluxcd.io/v1", "Kustomization"): Kind("/apis/kustomize.toolkit.fluxcd.io/v1", "kustomizations"),
    ("trainer.kubeflow.org/v1alpha1", "ClusterTrainingRuntime"): Kind(
        _TRAINER, "clustertrainingruntimes", namespaced=False
    ),
    ("trainer.kubeflow.org/v1alpha1", "TrainingRuntime"): Kind(_TRAINER, "trainingruntimes"),
    ("trainer.kubeflow.org/v1alpha1", "TrainJob"): Kind(_TRAINER, "trainjobs"),
}


class Answer(NamedTuple):
    """What the server said."""

    status: int
    body: dict[str, Any]

    @property
    def ok(self) -> bool:
        return self.status < 300

    @property
    def message(self) -> str:
        return str(self.body.get("message", ""))


class Api:
    """The API server at a host and a port, as the user whose keys a folder holds."""

    def __init__(self, host: str, port: int, keys: Path) -> None:
        context = ssl.create_default_context(cafile=str(keys / "ca.crt"))
        context.load_cert_chain(keys / "admin.crt", keys / "admin.key")
        self._connection = HTTPSConnection(host, port, context=context, timeout=60)

    def close(self) -> None:
        self._connection.close()

    def apply(self, value: Object, *, dry_run: bool = False, manager: str = FLUX) -> Answer:
        """Server-side apply, taking over what other managers own, as Flux does."""
        query = {"fieldManager": manager, "force": "true"} | ({"dryRun": "All"} if dry_run else {})
        return self.request("PATCH", path_of(value), query, value, APPLY)

    def create(self, value: Object, *, dry_run: bool = False) -> Answer:
        """A create that refuses unknown fields; the server of the core kinds is too old to do so."""
        query = {"fieldValidation": "Strict"} | ({"dryRun": "All"} if dry_run else {})
        return self.request("POST", path_of(value).rpartition("/")[0], query, value, JSON)

    def get(self, value: Object) -> Answer:
        """The live object of the same kind and name."""
        return self.request("GET", path_of(value))

    def delete(self, value: Object) -> Answer:
        return self.request("DELETE", path_of(value))

    def set_status(self, value: Object, status: Object) -> Answer:
        """What a controller would report of an object."""
        return self.request("PATCH", f"{path_of(value)}/status", {}, {"status": status}, MERGE)

    def request(
        self, method: str, path: str, query: Object | None = None, body: Object | None = None, kind: str = JSON
    ) -> Answer:
        """One request; once more where the server had closed the connection meanwhile."""
        target, data = f"{path}?{urlencode(query or {})}", None if body is None else _text(body)
        headers = {"Content-Type": kind, "Accept": JSON}
        try:
            return self._once(method, target, data, headers)
        except (HTTPException, ConnectionError):
            self._connection.close()
            return self._once(method, target, data, headers)

    def _once(self, method: str, target: str, data: bytes | None, headers: dict[str, str]) -> Answer:
        self._connection.request(method, target, data, headers)
        response = self._connection.getresponse()
        text = response.read()
        try:
            return Answer(response.status, json.loads(text))
        except ValueError:
            return Answer(response.status, {"message": text.decode(errors="replace")})


def _text(body: Object) -> bytes:
    """As Go writes JSON, with nothing escaped: an apply reads it as YAML, which knows no surrogates."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")


def path_of(value: Object) -> str:
    """The address of an object.

    Raises:
        KeyError: no client could address it: an unknown kind, no name, or no namespace where there has to be one.
    """
    kind = KINDS[value["apiVersion"], value["kind"]]
    metadata = value["metadata"]
    spaced = f"/namespaces/{quote(metadata['namespace'], safe='')}" if kind.namespaced else ""
    return f"{kind.root}{spaced}/{kind.plural}/{quote(metadata['name'], safe='')}"
