"""What has to hold for the catalog that gitune ships; facts about torchtune are in tests/torchtune_facts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gitune.catalog.load import default_root, load_catalog
from gitune.catalog.model import AcceleratorEntry, ModelEntry

CATALOG = load_catalog()
TRAINER = Path(__file__).parents[3] / "images" / "trainer" / "requirements.txt"
PROMISED = {
    "llama3.2-1b-instruct",
    "llama3.2-3b-instruct",
    "llama3.1-8b-instruct",
    "llama3.3-70b-instruct",
    "qwen2.5-0.5b-instruct",
    "qwen2.5-1.5b-instruct",
    "qwen2.5-3b-instruct",
    "qwen2.5-7b-instruct",
    "mistral-7b-v0.1",
    "gemma2-2b",
    "gemma2-9b",
    "phi4-14b",
    "tiny",
}


@pytest.fixture(params=list(CATALOG.models))
def model(request: pytest.FixtureRequest) -> ModelEntry:
    return CATALOG.models[request.param]


@pytest.fixture(params=list(CATALOG.accelerators))
def accelerator(request: pytest.FixtureRequest) -> AcceleratorEntry:
    return CATALOG.accelerators[request.param]


def test_promised_models_are_there() -> None:
    assert set(CATALOG.models) >= PROMISED


def test_models_are_in_order() -> None:
    assert list(CATALOG.models) == sorted(CATALOG.models)


def test_attention_adds_up(model: ModelEntry) -> None:
    shape = model.architecture
    assert shape.heads % shape.kv_heads == 0


def test_files_that_the_tokenizer_names_are_fetched(model: ModelEntry) -> None:
    paths = {value for value in model.torchtune.tokenizer.values() if str(value).startswith("model/")}
    assert paths
    assert {path.removeprefix("model/") for path in paths} <= set(model.files)


def test_config_json_is_fetched(model: ModelEntry) -> None:
    assert "config.json" in model.files


def test_numbered_weights_are_complete(model: ModelEntry) -> None:
    files = model.weights.files or ()
    assert list(files) == sorted(set(files))
    if len(files) > 1:
        assert files[-1].endswith(f"-of-{len(files):05}.safetensors")


def test_sources_are_hub_repositories_without_a_revision(model: ModelEntry) -> None:
    if model.source is not None:
        scheme, _, rest = model.source.partition("://")
        assert scheme == "hf"
        assert rest.count("/") == 1
        assert "@" not in rest


def test_what_only_the_model_card_says_is_marked(model: ModelEntry) -> None:
    if model.source is None:
        return
    lines = (default_root() / "models" / f"{model.id}.yaml").read_text(encoding="utf-8").splitlines()
    for key in ("gated:", "license:", "weights:", "files:"):
        line = next(line for line in lines if line.startswith(key))
        assert line.endswith("# from the model card")


def test_only_the_cpu_has_no_memory_of_its_own(accelerator: AcceleratorEntry) -> None:
    is_cpu = accelerator.device == "cpu"
    assert (accelerator.memory_gib is None) == is_cpu
    assert (accelerator.resource_name is None) == is_cpu


def test_bf16_has_a_figure_where_a_gpu_has_bf16(accelerator: AcceleratorEntry) -> None:
    assert (accelerator.bf16_tflops is not None) == (accelerator.bf16 and accelerator.device == "cuda")


def test_slices_are_parts_of_their_device(accelerator: AcceleratorEntry) -> None:
    for name, profile in accelerator.mig.items():
        assert profile.resource_name == f"nvidia.com/mig-{name}"
        assert accelerator.memory_gib is not None
        assert profile.memory_gib <= accelerator.memory_gib
        assert profile.memory_gib <= float(name.partition(".")[2].removesuffix("gb"))


def test_no_file_holds_what_flux_would_substitute() -> None:
    for file in default_root().rglob("*"):
        if file.is_file():
            assert "${" not in file.read_text(encoding="utf-8"), file


def test_signatures_of_what_every_config_names() -> None:
    signature = CATALOG.torchtune.components["torchtune.models.llama3_2.lora_llama3_2_1b"]
    assert signature["lora_attn_modules"].required
    assert signature["lora_rank"].default == 8
    assert signature["quantize_base"].type == "bool"


def test_recipes_that_gitune_renders() -> None:
    for name in ("full_finetune", "lora_finetune"):
        single, several = (CATALOG.torchtune.recipes[f"{name}_{kind}"] for kind in ("single_device", "distributed"))
        assert (single.distributed, several.distributed) == (False, True)
        assert set(single.required) <= set(single.keys)
        assert "fsdp_cpu_offload" in several.keys


def test_the_licence_of_derived_data_stands_beside_it() -> None:
    licence: Path = default_root() / "torchtune" / CATALOG.torchtune.version / "LICENSE.torchtune"
    assert "BSD 3-Clause License" in licence.read_text(encoding="utf-8")


def test_the_torch_of_the_catalog_is_the_trainer_image_s() -> None:
    pinned = dict(re.findall(r"^(torch|torchtune)==([^\s+;\\]+)", TRAINER.read_text(encoding="utf-8"), re.MULTILINE))
    assert pinned == {"torch": CATALOG.images.torch, "torchtune": CATALOG.torchtune.version}
