"""What is wrong with a project file beyond its form, as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gitune.cli.boundary import run

ALPACA = Path(__file__).parents[3] / "examples" / "llama3.2-1b-alpaca" / "finetune.yaml"
GIT = "https://git.example.com/ml/fine-tunes"

MISTAKES = {
    "a registry for a repository": (
        "flux: {sourceRef: {name: src}, source: {url: 'oci://registry.example.com/ml/fine-tunes'}}",
        "GT530",
    ),
    "a repository for a registry": (
        f"flux: {{sourceRef: {{kind: OCIRepository, name: src}}, source: {{url: '{GIT}'}}}}",
        "GT530",
    ),
    "a bucket": (f"flux: {{sourceRef: {{kind: Bucket, name: src}}, source: {{url: '{GIT}'}}}}", "GT530"),
    "a branch of an artifact": (
        "flux: {sourceRef: {kind: OCIRepository, name: src}, source: {url: 'oci://r.example.com/x', branch: main}}",
        "GT530",
    ),
    "two references": (f"flux: {{sourceRef: {{name: src}}, source: {{url: '{GIT}', branch: main, tag: v1}}}}", "GT531"),
    "no address": ("flux: {notifications: {provider: {type: slack}}}", "GT532"),
    "a webhook": (
        "flux: {notifications: {provider: {type: discord, address: 'https://discord.example.com/api/webhooks/1/x'}}}",
        "GT533",
    ),
    "a hook of slack": (
        "flux: {notifications: {provider: {type: slack, address: 'https://hooks.slack.com/services/x'}}}",
        "GT533",
    ),
    "a password": (
        "flux: {sourceRef: {name: src}, source: {url: 'https://me:hunter2pass@git.example.com/x'}}",
        "GT533",
    ),
    "no repository": ("gitops: argocd", "GT534"),
    "two clusters": (f"argocd: {{url: '{GIT}', server: 'https://10.0.0.1', cluster: west}}", "GT535"),
    "the bootstrap's source": (f"flux: {{source: {{url: '{GIT}'}}}}", "GT536"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "finetune.yaml").write_bytes(ALPACA.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, str]]]:
    status = run([*arguments, "--format", "json", "--ignore", "GT2,GT4"])
    captured = capsys.readouterr()
    return status, json.loads(captured.err or captured.out)["diagnostics"]


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_said_where_it_stands(case: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, code = MISTAKES[case]
    (folder / "gitune.yaml").write_text(f"{text}\n")
    status, diagnostics = found(capsys, "check")
    assert status == 1
    assert [diagnostic["code"] for diagnostic in diagnostics] == [code]
    assert diagnostics[0]["span"]["file"] == "gitune.yaml"
    assert "hunter2" not in json.dumps(diagnostics)


def test_the_flag_needs_a_repository_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, diagnostics = found(capsys, "compile", "--gitops", "argocd")
    assert status == 1
    assert [(entry["code"], entry["span"]["file"]) for entry in diagnostics] == [("GT534", "gitune.yaml")]


def test_an_address_that_opens_nothing_may_stand_in_git(folder: Path) -> None:
    provider = "{type: alertmanager, address: 'https://alertmanager.example.com/api/v2/alerts'}"
    (folder / "gitune.yaml").write_text(f"flux: {{notifications: {{provider: {provider}}}}}\n")
    assert run(["compile"]) == 0
    assert (folder / "rendered/flux/provider.yaml").is_file()
