"""Which files are specs, of which projects and environments."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.workspace.find import find_specs
from gitune.workspace.model import Inputs, SpecFile, Where

ALL = Where()
SPEC = "apiVersion: gitune.dev/v1alpha1\n"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(**files: str) -> None:
    for name, text in files.items():
        file = Path(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def find(*paths: str, where: Where = ALL) -> tuple[list[SpecFile], Inputs]:
    inputs = Inputs()
    return find_specs(paths, where, inputs), inputs


def names(found: list[SpecFile]) -> dict[str, list[str | None]]:
    return {file.path.as_posix(): [one.environment for one in file.workspaces] for file in found}


def codes(inputs: Inputs) -> list[str]:
    return [diagnostic.code for diagnostic in inputs.diagnostics]


def test_specs_are_called_so_where_nobody_says(root: Path) -> None:
    write(**{"finetune.yaml": SPEC, "a/x.finetune.yaml": SPEC, "a/y.yaml": SPEC, "rendered/finetune.yaml": SPEC})
    found, inputs = find(".")
    assert names(found) == {"a/x.finetune.yaml": [None], "finetune.yaml": [None]}
    assert inputs.diagnostics == []
    assert inputs.whole == {root}


def test_a_project_may_say_where_its_specs_live() -> None:
    write(**{"gitune.yaml": "specs: ['runs/*.yaml']\n", "runs/a.yaml": SPEC, "finetune.yaml": SPEC})
    assert names(find(".")[0]) == {"runs/a.yaml": [None]}


def test_a_file_that_is_named_is_a_spec() -> None:
    write(**{"gitune.yaml": "specs: ['runs/*.yaml']\n", "runs/a.yaml": SPEC, "other.yaml": SPEC})
    assert names(find("other.yaml")[0]) == {"other.yaml": [None]}


def test_no_pattern_takes_what_gitune_reads_and_writes_itself() -> None:
    write(
        **{
            "gitune.yaml": "specs: ['**/*.yaml']\noutput: deploy\n",
            "a/run.yaml": SPEC,
            "a/run.lock.yaml": SPEC,
            "deploy/b.yaml": SPEC,
        }
    )
    assert names(find(".")[0]) == {"a/run.yaml": [None]}


def test_the_nearest_project_counts() -> None:
    write(**{"gitune.yaml": "environments: {dev: {}}\n", "a/gitune.yaml": "output: out\n", "a/finetune.yaml": SPEC})
    write(**{"finetune.yaml": SPEC})
    assert names(find(".")[0]) == {"a/finetune.yaml": [None], "finetune.yaml": ["dev"]}


def test_environments_have_specs_of_their_own() -> None:
    text = "environments: {dev: {}, prod: {specs: ['b.*']}}\n"
    write(**{"gitune.yaml": text, "a.finetune.yaml": SPEC, "b.finetune.yaml": SPEC})
    found, inputs = find(".")
    assert names(found) == {"a.finetune.yaml": ["dev"], "b.finetune.yaml": ["dev", "prod"]}
    assert inputs.narrowed is False


def test_only_environments_that_were_asked_for() -> None:
    write(**{"gitune.yaml": "environments: {dev: {}, prod: {}}\n", "finetune.yaml": SPEC})
    found, inputs = find(".", where=Where(environments=("prod",)))
    assert names(found) == {"finetune.yaml": ["prod"]}
    assert inputs.narrowed is True


def test_an_environment_that_nobody_has_is_said_beside_one_that_somebody_has() -> None:
    write(**{"gitune.yaml": "environments: {dev: {}}\n", "finetune.yaml": SPEC})
    _, inputs = find(".", where=Where(environments=("dev", "staging")))
    assert [diagnostic.message for diagnostic in inputs.diagnostics] == ["no project here has an environment `staging`"]


def test_environments_of_different_projects() -> None:
    for team, name in (("a", "dev"), ("b", "live")):
        write(**{f"{team}/gitune.yaml": f"environments: {{{name}: {{}}}}\n", f"{team}/finetune.yaml": SPEC})
    found, inputs = find(".", where=Where(environments=("dev", "live")))
    assert names(found) == {"a/finetune.yaml": ["dev"], "b/finetune.yaml": ["live"]}
    assert codes(inputs) == []


def test_patterns_that_find_nothing_are_said_where_everything_was_looked_at() -> None:
    text = "environments: {dev: {}, prod: {specs: ['runs/*']}}\n"
    write(**{"gitune.yaml": text, "a/finetune.yaml": SPEC})
    assert codes(find(".")[1]) == ["GT554"]
    assert codes(find("a")[1]) == []
    assert codes(find(".", where=Where(environments=("dev",)))[1]) == []


def test_a_folder_without_specs() -> None:
    assert codes(find(".")[1]) == ["GT001"]


def test_links_that_lead_in_a_ring() -> None:
    Path("a.finetune.yaml").symlink_to("a.finetune.yaml")
    Path("loop").symlink_to(".")
    assert names(find(".")[0]) == {"a.finetune.yaml": [None]}
    assert names(find("a.finetune.yaml")[0]) == {"a.finetune.yaml": [None]}
