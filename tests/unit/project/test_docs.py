"""The pages on Flux, Argo CD and delivery say what the project file takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from gitune.project.argocd import ArgoCd
from gitune.project.check import check_project
from gitune.project.model import Flux, Project
from gitune.spec.types import SpecModel

DOCS = Path(__file__).parents[3] / "docs"
PAGES = ("argocd.md", "delivery.md", "flux.md", "project.md")


def blocks() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        text = (DOCS / page).read_text(encoding="utf-8")
        yield from ((page, block) for block in re.findall(r"```yaml\n(# gitune\.yaml.*?)```", text, re.DOTALL))


def test_every_page_shows_a_project_file() -> None:
    assert {page for page, _ in blocks()} == set(PAGES)


@pytest.mark.parametrize(("page", "block"), list(blocks()), ids=lambda value: value if value in PAGES else "")
def test_what_a_page_shows_is_a_sound_project_file(page: str, block: str) -> None:
    assert check_project(Project.model_validate(yaml.safe_load(block))) == []


@pytest.mark.parametrize(("page", "model"), [("flux.md", Flux), ("argocd.md", ArgoCd)])
def test_the_table_has_every_field(page: str, model: type[SpecModel]) -> None:
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    first = {name for line in lines if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert {field.alias for field in model.model_fields.values()} <= first


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (DOCS / page).read_text(encoding="utf-8")):
        assert (DOCS / target).exists(), target
