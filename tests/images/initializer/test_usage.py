"""Called wrongly: exit 2, and a sentence that names the variable."""

import pytest

from images.initializer.start import GOOD_TOKEN, Starter


@pytest.mark.parametrize("arguments", [[], ["weights"], ["model", "dataset"]])
def test_wrong_arguments(offline: Starter, arguments: list[str]) -> None:
    outcome = offline.end(offline.process(arguments, {}))
    assert (outcome.code, outcome.last_line) == (2, "usage: python -m gitune_initializer {dataset,model}")


def test_help(offline: Starter) -> None:
    outcome = offline.end(offline.process(["--help"], {}))
    assert outcome.code == 0
    assert "docs/image-contract.md" in outcome.output


@pytest.mark.parametrize("name", ["STORAGE_URI", "GITUNE_TARGET"])
def test_a_missing_variable_is_named(offline: Starter, name: str) -> None:
    variables = {"STORAGE_URI": "file:///data", "GITUNE_TARGET": "/workspace/model/m"}
    outcome = offline.end(offline.process(["model"], variables | {name: ""}))
    assert outcome.code == 2
    assert outcome.last_line.startswith(f"The variable {name} is not set")


@pytest.mark.parametrize(
    "source",
    [
        "/data",
        "https://example.test/model",
        "hf://justaname",
        "hf://org/repo/../other",
        "hf://org/repo//x",
        f"hf://user:{GOOD_TOKEN}@org/repo",
        "file://data/x",
        "file:///data/../etc",
        "pvc://",
        "pvc://../etc",
        "pvc://claim/../../etc",
        "pvc://claim/x/../../../etc",
    ],
)
def test_a_source_that_cannot_be_used(offline: Starter, source: str) -> None:
    outcome = offline("model", source)
    assert outcome.code == 2
    assert outcome.last_line.startswith("STORAGE_URI '")


@pytest.mark.parametrize("target", ["workspace/model", "/workspace/../etc", "/", "/workspace/./.."])
def test_a_target_that_cannot_be_used(offline: Starter, target: str) -> None:
    outcome = offline("model", "hf://org/m", target=target)
    assert outcome.code == 2
    assert "GITUNE_TARGET" in outcome.last_line


@pytest.mark.parametrize(
    "files", ["*.json", '{"a": 1}', "[1]", '["../x"]', '["/etc/*"]', '["a//b"]', '["[z-a]"]', '[""]']
)
def test_patterns_that_cannot_be_used(offline: Starter, files: str) -> None:
    outcome = offline("model", "hf://org/m", GITUNE_FILES=files)
    assert outcome.code == 2
    assert outcome.last_line.startswith("GITUNE_FILES cannot be used: ")


def test_a_revision_of_something_that_has_none(offline: Starter) -> None:
    outcome = offline("model", "file:///data", revision="main")
    assert outcome.code == 2
    assert "only an hf:// or oci:// source has revisions" in outcome.last_line


@pytest.mark.parametrize("value", ["soon", "-1", "inf", "nan"])
def test_a_number_that_is_none(offline: Starter, value: str) -> None:
    outcome = offline("model", "hf://org/m", GITUNE_TIMEOUT=value)
    assert outcome.code == 2
    assert outcome.last_line.startswith("GITUNE_TIMEOUT must be a number")
