"""Whole and broken weight files, told apart without torch."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from gitune_trainer import safetensors_header
from gitune_trainer.safetensors_header import BrokenFileError
from tiny import write_model


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("model")).path / "model.safetensors"


def test_a_whole_file(weights: Path) -> None:
    header = safetensors_header.read(weights)
    assert "model.norm.weight" in header.tensors
    assert header.elements * 2 == weights.stat().st_size - 8 - struct.unpack("<Q", weights.read_bytes()[:8])[0]
    assert safetensors_header.is_whole(weights)


@pytest.mark.parametrize("kept", [0, 4, 8, 100, -1])
def test_a_file_that_is_cut_off(weights: Path, tmp_path: Path, kept: int) -> None:
    cut = tmp_path / "model.safetensors"
    cut.write_bytes(weights.read_bytes()[:kept])
    with pytest.raises(BrokenFileError):
        safetensors_header.read(cut)
    assert not safetensors_header.is_whole(cut)


@pytest.mark.parametrize(
    "content", [b"<html>not found</html>", struct.pack("<Q", 2) + b"[]", struct.pack("<Q", 4) + b'"ab"']
)
def test_a_file_that_is_something_else(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "model.safetensors"
    other.write_bytes(content)
    with pytest.raises(BrokenFileError):
        safetensors_header.read(other)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert not safetensors_header.is_whole(tmp_path / "model.safetensors")
