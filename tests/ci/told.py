"""What CI said, as a file that people read and tests compare."""

from __future__ import annotations

import re
from pathlib import Path

EXPECTED = Path(__file__).parent / "expected"


def told(name: str, parts: dict[str, str], update: bool) -> None:
    """Compares with the expected file, or writes it."""
    text = "".join(f"===== {title}\n{part.rstrip()}\n" for title, part in parts.items())
    text = re.sub(r"\(commit [0-9a-f]+\)", "(commit <hash>)", text)
    file = EXPECTED / f"{name}.txt"
    if update:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    assert text == file.read_text()
