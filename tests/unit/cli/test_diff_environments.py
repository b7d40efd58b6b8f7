"""`gitune diff` where a spec is many runs: environments, bases, policies, grids, and trees that are kept elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gitune.cli import earlier_specs
from support.gitrepo import begin, commit, diff, git, put, write

PROJECT = """\
defaults: {{training: {{seed: {seed}}}}}
policies: [policies/*.policy.yaml]
environments:
  dev: {{set: {{training.maxSteps: {steps}}}}}
  prod: {{}}
"""
POLICY = """\
apiVersion: gitune.dev/v1alpha1
kind: Policy
metadata: {{name: costs, owner: '@acme/ml-platform'}}
rules:
- {{id: prune, message: One run at a time., environments: [prod], path: runtime.retain, imposed: {retain}}}
"""


def project(seed: int = 1, steps: int = 20, retain: str = "keep") -> None:
    put("gitune.yaml", PROJECT.format(seed=seed, steps=steps))
    put("policies/costs.policy.yaml", POLICY.format(retain=retain))


@pytest.fixture(params=[True, False], ids=["rendered", "elsewhere"])
def repo(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two specs in two environments on `main`, with the rendered tree or without it."""
    folder = begin(tmp_path / "repo", monkeypatch)
    put("bases/long.yaml", "training: {learningRate: 1.0e-4}\n")
    put(".gitignore", "" if request.param else "rendered/\n")
    project()
    for name in ("one", "two"):
        write(f"{name}.finetune.yaml", metadata={"name": name}, extends="bases/long.yaml")
    commit()
    return folder


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str, list[str]]]:
    """Every fine-tune that changes, with the kind of its change and its causes."""
    code, out, err = diff(capsys, "-o", "json", *arguments)
    assert (code, err) == (0, ""), err
    return [
        (f"{spec['environment']}: {spec['name']}", spec["effect"], spec["causes"]) for spec in json.loads(out)["specs"]
    ]


def test_nothing_changes(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(capsys) == (0, "against main: nothing changes (2 specs)\n", "")


def test_nothing_is_compiled_of_what_did_not_change(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(earlier_specs.EarlierSpecs, "_composed", lambda _, tree, spec: asked.append(spec) or ())
    write("two.finetune.yaml", metadata={"name": "two"}, extends="bases/long.yaml", training={"seed": 3})
    diff(capsys)
    assert set(asked) == {"two.finetune.yaml"}


def test_a_base_reaches_every_environment(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put("bases/long.yaml", "training: {learningRate: 2.0e-4}\n")
    assert told(capsys) == [
        (f"{environment}: default/{name}", "new run", ["bases/long.yaml"])
        for name in ("one", "two")
        for environment in ("dev", "prod")
    ]


def test_a_default_and_an_environment_are_told_apart(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(seed=2)
    assert {tuple(causes) for _, _, causes in told(capsys)} == {("gitune.yaml (defaults)",)}
    project(steps=30)
    found = told(capsys)
    assert [name for name, _, _ in found] == ["dev: default/one", "dev: default/two"]
    assert {tuple(causes) for _, _, causes in found} == {("gitune.yaml (environment dev)",)}


def test_what_a_policy_imposes_is_part_of_what_changes(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(retain="prune")
    assert told(capsys) == [(f"prod: default/{name}", "edits", ["the policy costs/prune"]) for name in ("one", "two")]


def test_what_an_earlier_policy_refused_does_not_matter(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strict = POLICY.format(retain="keep") + "- {id: seed, message: No., path: training.seed, min: 5}\n"
    put("policies/costs.policy.yaml", strict)
    commit("too strict", rendered=False)
    project(seed=6)
    put("policies/costs.policy.yaml", strict)
    assert {effect for _, effect, _ in told(capsys, "--against", "HEAD")} == {"new run"}


def test_a_fleet_can_be_asked_about_one_environment(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(seed=2)
    assert [name for name, _, _ in told(capsys, "--env", "prod")] == ["prod: default/one", "prod: default/two"]
    assert "2 of 2 specs change in prod, 2 runs start" in diff(capsys, "--env", "prod")[1]


def test_a_new_policy_file_that_git_does_not_know_counts(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = POLICY.format(retain="prune").replace("name: costs", "name: more").replace("[prod]", "[dev]")
    put("policies/more.policy.yaml", more)
    assert [name for name, _, _ in told(capsys)] == ["dev: default/one", "dev: default/two"]


def test_a_policy_file_that_goes_counts(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = POLICY.format(retain="prune").replace("name: costs", "name: more").replace("[prod]", "[dev]")
    put("policies/more.policy.yaml", more)
    commit("more")
    Path("policies/more.policy.yaml").unlink()
    assert [name for name, _, _ in told(capsys, "--against", "HEAD")] == ["dev: default/one", "dev: default/two"]


def test_a_matrix_is_one_change(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grid = {"training.seed": [1, 2]}
    write("grid.finetune.yaml", metadata={"name": "grid"}, matrix=grid)
    commit("grid")
    assert diff(capsys, "--against", "HEAD")[1] == "against HEAD: nothing changes (3 specs)\n"
    write("grid.finetune.yaml", metadata={"name": "grid"}, matrix={"training.seed": [2, 3]})
    code, out, err = diff(capsys, "--against", "HEAD", "-o", "json", "--env", "prod")
    assert (code, err) == (0, "")
    (spec,) = json.loads(out)["specs"]
    assert (spec["name"], spec["environment"]) == ("default/grid", "prod")
    assert [(row["name"], row["effect"], row["settings"]) for row in spec["matrix"]] == [
        ("grid-s1", "removes", {"training.seed": "1"}),
        ("grid-s2", "nothing", {"training.seed": "2"}),
        ("grid-s3", "starts", {"training.seed": "3"}),
    ]


def test_specs_that_the_project_finds_elsewhere(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git("mv", "one.finetune.yaml", "team.yaml")
    put("gitune.yaml", PROJECT.format(seed=1, steps=20) + "specs: [team.yaml, '*.finetune.yaml']\n")
    commit("moved")
    assert diff(capsys, "--against", "HEAD")[1] == "against HEAD: nothing changes (2 specs)\n"
    Path("team.yaml").unlink()
    code, _, err = diff(capsys, ".", "--against", "HEAD")
    assert code == 1
    assert err.count("GT516") == 2


def test_the_first_environments_of_a_project(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("gitune.yaml").unlink()
    git("rm", "-r", "-q", "--cached", "--ignore-unmatch", "rendered")
    commit("one tree")
    put("gitune.yaml", "environments: {dev: {set: {storage.size: 5Gi}}, prod: {}}\n")
    code, out, err = diff(capsys, "--against", "HEAD")
    assert "what follows rendered/flux finds nothing new there" in out
    assert code == 0
    assert err.count("GT525 in dev: where a cluster that followed `rendered` follows `rendered/dev` from now on") == 2
    assert "GT514" not in err
    put("gitune.yaml", "environments: {dev: {set: {storage.size: 5Gi}}, prod: {set: {storage.size: 5Gi}}}\n")
    code, _, err = diff(capsys, "--against", "HEAD")
    assert code == 1
    assert err.count("GT514 in dev") == err.count("GT514 in prod") == 2


def test_one_of_the_first_environments_is_not_refused_alone(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("gitune.yaml").unlink()
    commit("one tree")
    put("gitune.yaml", "environments: {dev: {set: {storage.size: 5Gi}}, prod: {}}\n")
    code, _, err = diff(capsys, "--against", "HEAD", "--env", "dev")
    assert code == 0
    assert err.count("GT525") == 2


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("gitune.yaml", "environments: [\n"),
        ("gitune.yaml", "environments: {dev: {kind: x}}\n"),
        ("gitune.yaml", "environments: {dev: {output: a}, prod: {output: a}}\n"),
        ("gitune.yaml", "catalog: nowhere\nenvironments: {dev: {}, prod: {}}\n"),
        ("bases/long.yaml", "training: [\n"),
        ("bases/long.yaml", "extends: ../one.finetune.yaml\n"),
        ("one.finetune.yaml", "matrix: 3\n"),
        ("one.finetune.yaml", "- a list\n"),
        ("one.lock.yaml", "<<<<<<< HEAD\n"),
        ("policies/costs.policy.yaml", "rules: 3\n"),
    ],
)
def test_whatever_stood_there_earlier_is_no_error_now(
    repo: Path, file: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    there = Path(file).read_text() if Path(file).exists() else None
    put(file, text)
    commit("broken", rendered=False)
    Path(file).unlink() if there is None else put(file, there)
    project(seed=9)
    code, out, err = diff(capsys, "--against", "HEAD")
    assert code in (0, 1)
    assert "of 2 specs change" in out
    assert all(" GT5" in line for line in err.splitlines())


def test_the_project_file_may_have_any_name(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git("mv", "gitune.yaml", "platform.yaml")
    git("commit", "-q", "-m", "another name")
    assert diff(capsys, "--against", "HEAD", "--project", "platform.yaml")[1].startswith(
        "against HEAD: nothing changes"
    )
    project_file = Path("platform.yaml")
    project_file.write_text(project_file.read_text().replace("seed: 1", "seed: 2"))
    found = told(capsys, "--against", "HEAD", "--project", "platform.yaml")
    assert {tuple(causes) for _, _, causes in found} == {("platform.yaml (defaults)",)}


def test_an_environment_that_goes_takes_what_stands_once_along(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put("gitune.yaml", Path("gitune.yaml").read_text().replace("  dev: {set: {training.maxSteps: 20}}\n", ""))
    code, out, err = diff(capsys)
    assert code == 1
    assert "the environment dev goes: rendered/dev/flux, which its cluster follows, is rendered no more" in out
    assert "the same in 1 other" in out
    assert "GT524 the environment `dev` goes, and 2 runs in it are not archived" in err
    data = json.loads(diff(capsys, "-o", "json")[1])
    assert [(one["environment"], one["file"]) for one in data["projects"]] == [("dev", "gitune.yaml")]
