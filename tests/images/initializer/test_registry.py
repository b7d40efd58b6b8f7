"""`oci://`: artifacts whose layers are files."""

import base64
import json
from collections.abc import Iterator

import pytest

from gitune_initializer.reference import ArtifactReference
from gitune_initializer.sources.registry_client import Client
from images.initializer.start import Starter, pins_of
from images.registry import TITLE, Registry, digest_of

FILES = {"config.json": b"{}", "model.safetensors": bytes(range(256)) * 8000, "data/a.txt": b"a"}
PASSWORD = "password-of-the-registry"


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as running:
        yield running


def _config(registry: Registry, password: str, *, encoded: bool = True) -> str:
    login = {"auth": base64.b64encode(f"robot:{password}".encode()).decode()}
    return json.dumps({"auths": {registry.host: login if encoded else {"username": "robot", "password": password}}})


def test_an_artifact_by_tag(registry: Registry, offline: Starter) -> None:
    digest = registry.repositories["org/m"].push(FILES, "v1")
    outcome = offline("model", f"oci://{registry.host}/org/m:v1")
    assert outcome.code == 0, outcome.output
    assert offline.tree() == FILES
    assert outcome.last_line.endswith(f"@{digest}")


def test_an_artifact_by_digest(registry: Registry, offline: Starter) -> None:
    digest = registry.repositories["org/m"].push(FILES)
    registry.repositories["org/m"].push({"config.json": b"later"})
    assert offline("model", f"oci://{registry.host}/org/m@{digest}").code == 0
    assert offline("model", f"oci://{registry.host}/org/m", revision=digest, target="/workspace/two").code == 0
    assert offline.tree() == offline.tree("workspace/two") == FILES


def test_pins_ask_for_no_manifest(registry: Registry, offline: Starter) -> None:
    digest = registry.repositories["org/m"].push(FILES)
    offline.pin("model", f"oci://{registry.host}/org/m", digest, pins_of(FILES))
    assert offline("model", f"oci://{registry.host}/org/m").code == 0
    assert offline.tree() == FILES
    assert all("/blobs/" in path for path, _ in registry.requests)


def test_a_manifest_that_is_not_its_digest(registry: Registry, offline: Starter) -> None:
    repository = registry.repositories["org/m"]
    digest = repository.push(FILES)
    repository.manifests[digest] = repository.manifests[digest].replace(b"config", b"c0nfig")
    outcome = offline("model", f"oci://{registry.host}/org/m@{digest}")
    assert outcome.code == 18
    assert digest in outcome.last_line
    assert digest_of(repository.manifests[digest]) in outcome.last_line


def test_a_layer_that_is_not_its_digest(registry: Registry, offline: Starter) -> None:
    repository = registry.repositories["org/m"]
    repository.push(FILES)
    repository.blobs[digest_of(b"{}")] = b"[]"
    outcome = offline("model", f"oci://{registry.host}/org/m")
    assert outcome.code == 18
    assert digest_of(b"[]") in outcome.last_line
    assert "config.json" not in offline.tree()


def test_a_broken_layer_goes_on_where_it_broke(registry: Registry, offline: Starter) -> None:
    registry.repositories["org/m"].push(FILES)
    registry.faults[digest_of(FILES["model.safetensors"])].extend([503, 1_000_000])
    outcome = offline("model", f"oci://{registry.host}/org/m")
    assert outcome.code == 0, outcome.output
    assert offline.tree() == FILES
    assert [asked for _, asked in registry.requests if asked] == ["bytes=1000000-"]


@pytest.mark.parametrize("encoded", [True, False])
def test_a_login(registry: Registry, offline: Starter, encoded: bool) -> None:
    registry.repositories["org/m"].push(FILES)
    registry.repositories["org/m"].reader = f"robot:{PASSWORD}"
    config = _config(registry, PASSWORD, encoded=encoded)
    outcome = offline("model", f"oci://{registry.host}/org/m", GITUNE_REGISTRY_CONFIG=config)
    assert outcome.code == 0, outcome.output
    assert offline.tree() == FILES
    assert PASSWORD not in outcome.output


def test_no_login_and_a_wrong_one(registry: Registry, offline: Starter) -> None:
    registry.repositories["org/m"].push(FILES)
    registry.repositories["org/m"].reader = f"robot:{PASSWORD}"
    source = f"oci://{registry.host}/org/m"
    stranger = offline("model", source)
    assert stranger.code == 12
    assert "wants a login" in stranger.last_line
    wrong = offline("model", source, GITUNE_REGISTRY_CONFIG=_config(registry, "wrong-password"))
    assert wrong.code == 12
    assert "does not accept the login" in wrong.last_line
    broken = offline("model", source, GITUNE_REGISTRY_CONFIG=f'{{"auths": "{PASSWORD}"')
    assert broken.code == 12
    assert PASSWORD not in broken.output


@pytest.mark.parametrize(("status", "code"), [(403, 10), (404, 11), (500, 20)])
def test_what_a_registry_refuses(registry: Registry, offline: Starter, status: int, code: int) -> None:
    registry.repositories["org/m"].push(FILES)
    registry.faults["latest"].extend([status] * 3)
    assert offline("model", f"oci://{registry.host}/org/m").code == code


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ({"mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []}, "an index of several"),
        ({"layers": [{"digest": digest_of(b""), "size": 0}]}, "has no annotation"),
        ({"layers": [{"digest": "sha512:00", "size": 0, "annotations": {TITLE: "a"}}]}, "only sha256 is read"),
        ({"layers": [{"digest": digest_of(b""), "size": 0, "annotations": {TITLE: "a"}}] * 2}, "two files 'a'"),
        ([], "not an artifact with layers"),
    ],
)
def test_artifacts_that_are_no_files(registry: Registry, offline: Starter, manifest: object, reason: str) -> None:
    registry.repositories["org/m"].put(manifest)
    outcome = offline("model", f"oci://{registry.host}/org/m")
    assert outcome.code == 14
    assert reason in outcome.last_line


def test_a_folder_that_was_pushed_is_refused(registry: Registry, offline: Starter) -> None:
    registry.repositories["org/m"].push({"data": b"tar"}, **{"io.deis.oras.content.unpack": "true"})
    outcome = offline("model", f"oci://{registry.host}/org/m")
    assert outcome.code == 14
    assert "'data' is an archive of a folder" in outcome.last_line


def test_only_an_address_of_this_machine_goes_without_encryption() -> None:
    for registry, access, scheme in (
        ("127.0.0.1:5000", {}, "http"),
        ("localhost:5000", {}, "http"),
        ("registry.example", {}, "https"),
        ("registry.example:5000", {"GITUNE_REGISTRY_HTTP": "1"}, "http"),
    ):
        client = Client(ArtifactReference(registry, "org/m", "latest"), access, 1.0)
        assert client.base == f"{scheme}://{registry}/v2/org/m"
