"""Large files come in segments, several at once; the file itself knows which are here."""

from pathlib import Path

import pytest

from gitune_initializer.partial import Partial, Span
from images.hub import Cut, Hub, Repository, Status
from images.initializer.start import Starter

SEGMENT = 32 * 2**20
LARGE = {"model.safetensors": bytes(range(251)) * (66 * 2**20 // 251)}
SIZE = len(LARGE["model.safetensors"])


def test_a_large_file_comes_in_segments_by_one_redirect(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(LARGE)
    outcome = start("model", "hf://org/m")
    assert outcome.code == 0, outcome.output
    assert start.tree() == LARGE
    ranges = {request.range for request in hub.downloads() if request.cdn}
    assert ranges == {f"bytes=0-{SEGMENT - 1}", f"bytes={SEGMENT}-{2 * SEGMENT - 1}", f"bytes={2 * SEGMENT}-"}


def test_only_what_a_segment_lacks_comes_again(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(LARGE)
    hub.faults["model.safetensors"].extend([Cut(2**20), Cut(2**20), Cut(2**20), *[Status(503)] * 20])
    assert start("model", "hf://org/m").code == 20
    hub.faults.clear()
    hub.requests.clear()
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == LARGE
    asked = sum(_length(str(request.range)) for request in hub.downloads() if request.cdn)
    assert asked == SIZE - 3 * 2**20


def _length(span: str) -> int:
    start, _, last = span.removeprefix("bytes=").partition("-")
    return int(last or SIZE - 1) + 1 - int(start)


def test_a_large_file_of_a_server_without_ranges_comes_in_one_piece(hub: Hub, start: Starter) -> None:
    hub.ranges = False
    hub.add("org/m", Repository()).commit(LARGE)
    outcome = start("model", "hf://org/m")
    assert outcome.code == 0, outcome.output
    assert "knows no ranges" in outcome.output
    assert start.tree() == LARGE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "partial"


def test_a_partial_file_knows_what_it_lacks_when_it_is_opened_again(path: Path) -> None:
    partial = Partial(path, 25, 10)
    partial.write(1, [b"abc", b"de"])
    partial.write(2, [b"01234"])
    partial.close()
    again = Partial(path, 25, 10)
    assert again.missing() == [0, 1]
    assert again.rest(1) == Span(15, 20)
    assert again.here == 10
    assert again.wait_for(0, 0.0) == 0


def test_the_gapless_part_grows_over_segments(path: Path) -> None:
    partial = Partial(path, 25, 10)
    partial.write(1, [b"x" * 10])
    partial.write(0, [b"y" * 9])
    assert partial.wait_for(0, 0.0) == 9
    partial.write(0, [b"y"])
    assert partial.wait_for(9, 0.0) == 20
    partial.write(2, [b"z" * 5])
    partial.finish()
    assert path.read_bytes() == b"y" * 10 + b"x" * 10 + b"z" * 5


@pytest.mark.parametrize("content", [b"", b"half a", b"\xff" * 49, bytes(1000)])
def test_a_partial_file_that_makes_no_sense_begins_anew(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    partial = Partial(path, 25, 10)
    assert partial.here == 0
    assert partial.missing() == [0, 1, 2]


def test_an_empty_file_lacks_nothing(path: Path) -> None:
    partial = Partial(path, 0, 10)
    assert partial.missing() == []
    partial.finish()
    assert path.read_bytes() == b""
