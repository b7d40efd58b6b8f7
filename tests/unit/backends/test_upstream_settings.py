"""Arguments read back as what was meant, by the parser that reads them on the GPU."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from omegaconf import OmegaConf

from gitune.backends.upstream.settings import Setting, effective, spelled

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="$"), min_size=1, max_size=40)


def heard(value: Any) -> Any:
    """What OmegaConf makes of the argument."""
    return OmegaConf.to_container(OmegaConf.from_dotlist([Setting("key", value, ()).argument]))["key"]  # type: ignore[index, call-overload]


@given(TEXT)
def test_text_is_heard_as_it_was_meant(text: str) -> None:
    assert heard(text) == text


@given(st.dictionaries(TEXT, TEXT, min_size=1, max_size=3))
def test_columns_are_heard_as_they_were_meant(names: dict[str, str]) -> None:
    assert heard(names) == names


@pytest.mark.parametrize("value", [True, False, 0, 7, 1.0, 0.1, 2e-5, 1e-12, [0.9, 0.999], ["q_proj"], [], {}])
def test_values_are_heard_as_they_were_meant(value: Any) -> None:
    assert heard(value) == value
    assert type(heard(value)) is type(value)


@pytest.mark.parametrize(
    "text", ["none", "None", "yes", "NO", "on", "Null", "1", "1e3", "a: b", "a #b", "a ", " a", "a:", "- a", "", "x\ny"]
)
def test_what_yaml_would_take_for_something_else_is_quoted(text: str) -> None:
    assert spelled(text).startswith('"')
    assert heard(text) == text


@pytest.mark.parametrize(
    "text", ["train[:95%]", "You are an AI assistant.", "You're Ada, who?", "/workspace/x", "bf16"]
)
def test_plain_text_stays_as_the_sdk_has_it(text: str) -> None:
    assert spelled(text) == text


def test_no_word_is_torchtunes_word_for_nothing() -> None:
    """torchtune replaces the text `None` by null before OmegaConf reads it."""
    assert spelled("None") == '"None"'
    assert spelled(None) == "None"


def test_the_config_that_comes_of_it() -> None:
    stock = {"dataset": {"_component_": "a", "packed": False}, "optimizer": {"lr": 1.0, "fused": True}, "seed": None}
    settings = [
        Setting("dataset", "b", ()),
        Setting("dataset.split", "train", ()),
        Setting("optimizer.fused", None, (), removed=True),
        Setting("lr_scheduler._component_", "c", ()),
        Setting("seed", 1, ()),
    ]
    assert effective(stock, settings) == {
        "dataset": {"_component_": "b", "packed": False, "split": "train"},
        "optimizer": {"lr": 1.0},
        "seed": 1,
        "lr_scheduler": {"_component_": "c"},
    }
    assert stock["seed"] is None
    assert settings[2].argument == "~optimizer.fused"
