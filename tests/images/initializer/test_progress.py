import pytest

from gitune_initializer.progress import Progress, human


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 * 2**30, "5.0 GiB"), (2**51, "2048.0 TiB")]
)
def test_sizes_as_people_read_them(size: int, text: str) -> None:
    assert human(size) == text


def test_lines_are_seldom(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(files=2, size=3000, seconds_between_lines=3600)
    for _ in range(100):
        progress.add(10)
    assert capsys.readouterr().err == ""


def test_a_line_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(files=2, size=2048, seconds_between_lines=0)
    progress.file_done()
    progress.add(1024)
    assert capsys.readouterr().err.startswith("1.0 KiB of 2.0 KiB, 1 of 2 files, ")
    progress.add(-1024)
    assert progress.summary().startswith("0 B of 2.0 KiB")
