"""Images and artifacts of a registry, with and without an account."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from lock import registry
from lock.world import World, model_files

PASSWORD = "verysecretpasswordforthistest"


def project(world: World, host: str, tag: str = "1.0") -> None:
    names = {role: f"{host}/team/{role}:{tag}" for role in ("initializer", "trainer")}
    made = {"apiVersion": "gitune.dev/v1alpha1", "kind": "Project", "images": names}
    (world.root / "gitune.yaml").write_text(json.dumps(made))


def log_in(world: World, host: str, password: str = PASSWORD) -> None:
    folder = world.root / ".docker"
    folder.mkdir(exist_ok=True)
    auth = base64.b64encode(f"someone:{password}".encode()).decode()
    (folder / "config.json").write_text(json.dumps({"auths": {host: {"auth": auth}}}))


@pytest.mark.parametrize("basic", [False, True])
def test_an_account_of_dockers_file_is_used(world: World, basic: bool) -> None:
    with registry.serve({"someone": PASSWORD}, basic=basic) as images:
        for role in ("initializer", "trainer"):
            images.push_image(f"team/{role}", "1.0")
        project(world, images.host)
        log_in(world, images.host)
        done = world.lock()
        assert done.returncode == 0, done.stderr
        assert world.image_pins().trainer.digest
    secrets = [PASSWORD, base64.b64encode(f"someone:{PASSWORD}".encode()).decode(), *images.tokens]
    lock = (world.root / "finetune.lock.yaml").read_text()
    assert not any(secret in text for secret in secrets for text in (*world.outputs, lock))


@pytest.mark.parametrize("password", [None, "wrong"])
def test_without_the_right_account_there_is_a_diagnostic(world: World, password: str | None) -> None:
    with registry.serve({"someone": PASSWORD}) as images:
        images.push_image("team/trainer", "1.0")
        project(world, images.host)
        if password:
            log_in(world, images.host, password)
        done = world.lock()
    assert done.returncode == 1
    assert "GT447" in done.stderr
    assert "log in" in done.stderr


def test_no_such_tag(world: World) -> None:
    project(world, world.registry.host, tag="2.0")
    done = world.lock()
    assert done.returncode == 1
    assert done.stderr.count("GT446") == 2
    assert "team/trainer:2.0" in done.stderr


def test_a_registry_that_cannot_be_reached(world: World) -> None:
    project(world, "127.0.0.1:9")
    done = world.lock()
    assert (done.returncode, "GT438" in done.stderr) == (1, True)


def test_a_flaky_registry_is_asked_again(world: World) -> None:
    world.registry.faults += [503, 500]
    assert world.lock().returncode == 0


def test_a_registry_that_does_not_say_digests_is_asked_for_the_manifest(world: World) -> None:
    world.registry.says_digest = False
    assert world.lock().returncode == 0
    assert "GET /v2/team/trainer/manifests/1.0" in world.registry.requests


def test_an_image_with_a_digest_needs_no_request(world: World) -> None:
    name = f"registry.example.com/team/x@sha256:{'a' * 64}"
    made = {"apiVersion": "gitune.dev/v1alpha1", "kind": "Project", "images": {"initializer": name, "trainer": name}}
    (world.root / "gitune.yaml").write_text(json.dumps(made))
    assert world.lock().returncode == 0
    assert world.image_pins().trainer.digest == f"sha256:{'a' * 64}"
    assert world.registry.requests == []


def test_an_image_without_a_registry_is_not_guessed(world: World) -> None:
    made = {"apiVersion": "gitune.dev/v1alpha1", "kind": "Project", "images": {"trainer": "team/trainer:1"}}
    (world.root / "gitune.yaml").write_text(json.dumps(made | {"images": {"trainer": "x:1", "initializer": "x:1"}}))
    done = world.lock()
    assert (done.returncode, done.stderr.count("GT449")) == (1, 1)


def test_a_model_that_was_pushed_as_an_artifact(world: World) -> None:
    digest = world.registry.push_files("team/model", "v1", model_files())
    world.spec(model={"source": f"oci://{world.registry.host}/team/model:v1"})
    done = world.lock()
    assert done.returncode == 0, done.stderr
    model = world.model_pins()
    assert (model.revision, model.requested) == (digest, "v1")
    assert all(file.sha256 for file in model.files)
    assert model.facts is not None
    assert model.facts.layers == 2
    assert world.tokens().sample == 1000


def test_an_artifact_of_an_archive_is_refused(world: World) -> None:
    world.registry.push_files("team/model", "v1", {"folder": b"tar"}, **{"io.deis.oras.content.unpack": "true"})
    world.spec(model={"source": f"oci://{world.registry.host}/team/model:v1"})
    done = world.lock()
    assert (done.returncode, "GT450" in done.stderr) == (1, True)


def test_no_such_artifact(world: World) -> None:
    world.spec(model={"source": f"oci://{world.registry.host}/team/nothing:v1"})
    done = world.lock()
    assert (done.returncode, "GT446" in done.stderr) == (1, True)


def test_a_moved_tag_of_an_artifact(world: World, tmp_path: Path) -> None:
    world.registry.push_files("team/model", "v1", model_files())
    world.spec(model={"source": f"oci://{world.registry.host}/team/model:v1"})
    world.lock()
    world.registry.push_files("team/model", "v1", {**model_files(), "more": b"1"})
    done = world.lock("--check")
    assert (done.returncode, "GT453" in done.stderr, "GT454" in done.stderr) == (0, True, False)
