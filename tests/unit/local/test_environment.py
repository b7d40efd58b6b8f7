"""What a container's process gets to see."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from gitune.local.environment import Command, Network, Pod, Surroundings, command_of, expanded
from gitune.local.model import Container, Mount
from gitune.local.options import SecretKey
from gitune.local.refusal import Refused
from gitune.local.secrets import Secrets

ROOT = Path("/r")


def command(env: list[dict[str, Any]], **more: Any) -> Command:
    made: dict[str, Any] = {
        "name": "node",
        "image": "",
        "command": ("python", "-m", "x"),
        "args": (),
        "env": tuple(env),
        "env_from": (),
        "mounts": (Mount("tmp", "/tmp"), Mount("v", "/workspace")),
        "limits": {},
    }
    secrets = Secrets({SecretKey("s", "k"): "value", SecretKey("s", "other"): "more"})
    around = Surroundings(secrets, {"c": {"key": "text"}}, Network("127.0.0.1", 4711), {"PATH": "/bin", "PS1": "$"})
    return command_of(Container(**(made | more)), Pod("p-0", "team-a", 3, ROOT), around)


@pytest.mark.parametrize(
    ("text", "result"),
    [("$(A)/x", "1/x"), ("$$(A)", "$(A)"), ("$(B)", "$(B)"), ("$A ${A}", "$A ${A}"), ("$(A)$(A)", "11")],
)
def test_references_as_the_kubelet_expands_them(text: str, result: str) -> None:
    assert expanded(text, {"A": "1"}) == result


def test_only_earlier_variables_can_be_referred_to() -> None:
    env = command([{"name": "A", "value": "$(B)"}, {"name": "B", "value": "b"}, {"name": "C", "value": "$(B)"}]).env
    assert (env["A"], env["B"], env["C"]) == ("$(B)", "b", "b")


def test_the_master_is_this_machine_wherever_it_is_named() -> None:
    env = [{"name": "PET_MASTER_ADDR", "value": "run-node-0-0.run"}, {"name": "PET_MASTER_PORT", "value": "29500"}]
    made = command(env, args=("--at", "$(PET_MASTER_ADDR):$(PET_MASTER_PORT)"))
    assert made.argv == (sys.executable, "-m", "x", "--at", "127.0.0.1:4711")
    assert "PET_MASTER_ADDR" not in command([]).env


def test_values_from_elsewhere() -> None:
    def source(kind: str, **reference: Any) -> dict[str, Any]:
        return {"name": kind, "valueFrom": {kind: reference}}

    index = "metadata.annotations['batch.kubernetes.io/job-completion-index']"
    env = command(
        [
            source("secretKeyRef", name="s", key="k"),
            source("configMapKeyRef", name="c", key="key"),
            source("fieldRef", fieldPath=index),
            {"name": "ABSENT", "valueFrom": {"secretKeyRef": {"name": "s", "key": "no", "optional": True}}},
        ],
        env_from=({"secretRef": {"name": "s"}, "prefix": "S_"}, {"configMapRef": {"name": "c"}}),
    ).env
    assert (env["secretKeyRef"], env["configMapKeyRef"], env["fieldRef"]) == ("value", "text", "3")
    assert (env["S_k"], env["S_other"], env["key"]) == ("value", "more", "text")
    assert "ABSENT" not in env


def test_paths_in_mounts_move_below_the_root_but_for_gitunes_own() -> None:
    names = {
        "HF_HOME": "/tmp/hf",
        "EXACT": "/tmp",
        "GITUNE_TARGET": "/workspace/m",
        "OTHER": "/tmpfile",
        "URL": "x:/tmp",
    }
    env = command([{"name": name, "value": value} for name, value in names.items()]).env
    assert {name: env[name] for name in names} == {
        "HF_HOME": "/r/tmp/hf",
        "EXACT": "/r/tmp",
        "GITUNE_TARGET": "/workspace/m",
        "OTHER": "/tmpfile",
        "URL": "x:/tmp",
    }


def test_the_rest_of_the_environment() -> None:
    made = command([], working_dir="/workspace")
    assert set(made.env) == {"PATH", "HOME", "TMPDIR", "PYTHONUNBUFFERED", "GITUNE_ROOT"}
    assert (made.env["GITUNE_ROOT"], made.cwd) == ("/r", Path("/r/workspace"))


@pytest.mark.parametrize("source", [{"resourceFieldRef": {}}, {"fieldRef": {"fieldPath": "spec.nodeName"}}])
def test_what_a_local_run_does_not_know(source: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        command([{"name": "A", "valueFrom": source}])
