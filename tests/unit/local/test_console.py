"""What of a container's output people get to see."""

from __future__ import annotations

import pytest

from gitune.local.console import readable


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("a sentence\n", "a sentence"),
        ("10% of it | was | done\n", "10% of it | was | done"),
        ("1%\r2%\rdone\n", "done"),
        ("4|69|Loss: 1.52: 67%|██▋ | 12/18 [00:52<00:21,  3.62s/it]\x1b[A\n", ""),
        ("3|54|Loss: 1.7: 100%|████| 18/18 [01:28<00:00,  5.11s/it] Checkpoint saved\n", "Checkpoint saved"),
        ("\x1b[31mred\x1b[0m\r\n", "red"),
        ("\n", ""),
    ],
)
def test_readable(line: str, shown: str) -> None:
    assert readable(line) == shown
