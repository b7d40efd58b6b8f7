"""What the catalog says of Kubeflow's own runtimes is what their manifests and torchtune's wheel say."""

from __future__ import annotations

import importlib.util
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitune.catalog.load import CatalogError, default_root, load_catalog

ROOT = Path(__file__).parents[3]
MANIFESTS = ROOT / "tests" / "sdk" / "upstream"
CATALOG = load_catalog()
SHIPPED = [name for name, runtime in CATALOG.upstream.runtimes.items() if runtime.shipped]


def manifest(version: str, name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((MANIFESTS / version / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def jobs(runtime: dict[str, Any]) -> dict[str, Any]:
    replicated = runtime["spec"]["template"]["spec"]["replicatedJobs"]
    return {job["name"]: job["template"]["spec"]["template"]["spec"] for job in replicated}


def test_the_manifests_are_all_that_kubeflow_ships() -> None:
    for version in ("v2.1.0", "v2.3.0"):
        assert sorted(file.stem for file in (MANIFESTS / version).iterdir()) == sorted(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_facts_of_a_runtime(name: str) -> None:
    entry, runtime = CATALOG.upstream.runtimes[name], manifest("v2.3.0", name)
    (node,) = jobs(runtime)["node"]["containers"]
    assert node["resources"]["limits"] == {"nvidia.com/gpu": entry.gpus}
    assert f"{entry.config}_full" in node["command"]
    (policy,) = runtime["spec"]["template"]["spec"]["volumeClaimPolicies"]
    (template,) = policy["templates"]
    assert template["spec"]["resources"]["requests"]["storage"] == entry.volume
    assert "retentionPolicy" not in policy  # so JobSet deletes the claim with the run


@pytest.mark.parametrize("name", SHIPPED)
def test_trainer_2_1_mounts_a_claim_of_the_runtimes_name(name: str) -> None:
    for pod in jobs(manifest("v2.1.0", name)).values():
        (volume,) = pod["volumes"]
        assert volume["persistentVolumeClaim"]["claimName"] == name


@pytest.mark.parametrize("name", CATALOG.upstream.runtimes)
def test_a_runtimes_models_have_the_builders_of_its_config(name: str) -> None:
    """Another model's weights would not load into them."""
    entry = CATALOG.upstream.runtimes[name]
    for model in entry.models:
        data = CATALOG.models[model].torchtune
        assert CATALOG.upstream.configs[f"{entry.config}_full"]["model"] == {"_component_": data.model}
        assert CATALOG.upstream.configs[f"{entry.config}_lora"]["model"]["_component_"] == data.lora_model
        assert not data.builder_args


def test_a_runtimes_name_says_its_config() -> None:
    """As Trainer takes it apart."""
    for name, entry in CATALOG.upstream.runtimes.items():
        _, family, size = name.split("-")
        assert entry.config == f"{family.replace('.', '_')}/{size.upper()}"


def test_configs_are_those_of_torchtunes_wheel() -> None:
    try:
        installed = distribution("torchtune").version
    except PackageNotFoundError:
        pytest.skip("torchtune is not installed")
    assert installed == CATALOG.torchtune.version
    spec = importlib.util.spec_from_file_location("dump_upstream", ROOT / "tools" / "dump_upstream.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert (default_root() / "upstream" / "configs.json").read_text(encoding="utf-8") == tool.text()


def test_a_catalog_may_be_without(tmp_path: Path) -> None:
    assert not load_catalog((default_root(),)).upstream.runtimes.keys() ^ CATALOG.upstream.runtimes.keys()
    for part in ("accelerators.yaml", "images.yaml", "models", "torchtune"):
        (tmp_path / part).symlink_to(default_root() / part)
    assert not load_catalog((tmp_path,)).upstream.runtimes


def test_a_platforms_own_list_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    folder = tmp_path / "upstream"
    folder.mkdir()
    entry = {"id": "acme-llama3.2-1b", "config": "llama3_2/1B", "models": ["llama3.2-1b-instruct"], "gpus": 8}
    (folder / "runtimes.yaml").write_text(yaml.safe_dump({"runtimes": [entry]}))
    own = load_catalog((default_root(), tmp_path)).upstream
    assert list(own.runtimes) == ["acme-llama3.2-1b"]
    assert own.runtimes["acme-llama3.2-1b"].gpus == 8
    assert own.configs.keys() == CATALOG.upstream.configs.keys()


def test_a_mistake_in_the_list_names_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "upstream"
    folder.mkdir()
    (folder / "runtimes.yaml").write_text("runtimes: [{id: acme-llama3.2-1b, config: llama3_2/1B, models: []}]")
    with pytest.raises(CatalogError, match=r"runtimes\.yaml.*models"):
        _ = load_catalog((default_root(), tmp_path)).upstream.runtimes["acme-llama3.2-1b"]
