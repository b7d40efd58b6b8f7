from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gitune import data
from gitune.catalog.load import CatalogError, default_root, load_catalog

TINY = "models/tiny.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the shipped catalog that a test may break."""
    return Path(shutil.copytree(default_root(), tmp_path / "runtimes"))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_default_root_is_the_checkouts() -> None:
    assert default_root() == Path(__file__).parents[3] / "runtimes"


def test_in_a_wheel_the_default_root_is_package_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "_data" / "runtimes").mkdir(parents=True)
    monkeypatch.setattr(data, "_PACKAGE", tmp_path)
    assert default_root() == tmp_path / "_data" / "runtimes"


def test_a_broken_model_does_not_hinder_the_others(root: Path) -> None:
    (root / TINY).write_text("id: [", encoding="utf-8")
    catalog = load_catalog([root])
    assert catalog.models["tiny-qwen"].id == "tiny-qwen"
    with pytest.raises(CatalogError):
        catalog.models["tiny"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("gated:", "gatted:", "gatted: Extra inputs are not permitted"),
        ("parameters: 1262848", "parameters: -1", "parameters: Input should be greater than 0"),
        ("id: tiny", "id: teeny", "id is 'teeny', but the file's name says 'tiny'"),
        ("  modelType: LLAMA3_2\n", "", "torchtune.modelType: Field required"),
        ("  files:\n    - model.safetensors\n", "", "exactly one of `files` and `sharded` is wanted"),
    ],
)
def test_a_wrong_model_names_its_file_and_field(root: Path, old: str, new: str, message: str) -> None:
    edit(root / TINY, old, new)
    with pytest.raises(CatalogError) as caught:
        load_catalog([root]).models["tiny"]
    assert caught.value.file == root / TINY
    assert message in caught.value.message


def test_yaml_that_cannot_be_read_names_its_file_once(root: Path) -> None:
    edit(root / "images.yaml", "trainer:", "initializer:")
    with pytest.raises(CatalogError) as caught:
        load_catalog([root])
    assert str(caught.value).count("images.yaml") == 1


def test_a_file_that_is_not_utf_8(root: Path) -> None:
    (root / TINY).write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogError, match="utf-8"):
        load_catalog([root])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- id: h200\n", "a list `accelerators` is wanted"),
        ("accelerators: []\nother: 1\n", "a list `accelerators` is wanted, and nothing else"),
        ("accelerators:\n  - displayName: x\n", r"accelerators\[0\] has no id"),
        ("accelerators:\n  - id: x\n  - id: x\n", "two accelerators have the id 'x'"),
    ],
)
def test_a_wrong_list_of_accelerators(root: Path, text: str, message: str) -> None:
    (root / "accelerators.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=message):
        list(load_catalog([root]).accelerators)


@pytest.mark.parametrize(
    "missing", ["images.yaml", "accelerators.yaml", "torchtune", "torchtune/clustertrainingruntime.yaml"]
)
def test_a_missing_file_is_named(root: Path, missing: str) -> None:
    path = root / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(CatalogError) as caught:
        load_catalog([root])
    assert caught.value.file == path


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no such folder"):
        load_catalog([tmp_path / "nowhere"])


def test_a_damaged_dump_is_the_catalogs_error(root: Path) -> None:
    (root / "torchtune/0.6.1/recipes.json").write_text("{", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"recipes\.json"):
        len(load_catalog([root]).torchtune.recipes)


def test_an_overlay_adds_and_replaces_by_id(root: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay"
    (overlay / "models").mkdir(parents=True)
    tiny = (root / TINY).read_text(encoding="utf-8")
    (overlay / TINY).write_text(tiny.replace("Tiny Llama", "Ours"), encoding="utf-8")
    (overlay / "models/house.yaml").write_text(tiny.replace("id: tiny", "id: house"), encoding="utf-8")
    (overlay / "images.yaml").write_text("initializer: one:1\ntrainer: two:2\ntorch: '2.13.0'\n", encoding="utf-8")
    (overlay / "accelerators.yaml").write_text(
        "accelerators:\n  - {id: ours, displayName: Ours, device: cuda, resourceName: example.com/gpu,"
        " memoryGib: 8, bf16: true, bf16Tflops: 1}\n",
        encoding="utf-8",
    )
    catalog = load_catalog([root, overlay])
    assert catalog.models["tiny"].display_name == "Ours"
    assert catalog.models["house"].id == "house"
    assert "llama3.1-8b" in catalog.models
    assert catalog.images.trainer == "two:2"
    assert {"ours", "h200"} <= set(catalog.accelerators)
    assert catalog.base_runtime["kind"] == "ClusterTrainingRuntime"


def test_a_later_torchtune_wins(root: Path) -> None:
    shutil.copytree(root / "torchtune/0.6.1", root / "torchtune/0.10.0")
    assert load_catalog([root]).torchtune.version == "0.10.0"
