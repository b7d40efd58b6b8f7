"""Files to documents."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gitune.canonical.digest import sha256_hex
from gitune.lock.name import lock_name
from gitune.source.document import Document
from gitune.source.read import MAX_BYTES, read
from gitune.workspace.model import STDIN, Inputs
from gitune.workspace.problems import shown, unreadable

if TYPE_CHECKING:
    from gitune.lock.model import Lock


def read_document(file: Path, inputs: Inputs) -> Document | None:
    """A file's document. What is wrong with it, and its text, go to `inputs`."""
    name = "stdin" if str(file) == STDIN else shown(file)
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if str(file) == STDIN else _bytes(file)
    except OSError as error:
        inputs.diagnostics.append(unreadable(name, error.strerror))
        return None
    result = read(data, name)
    inputs.diagnostics += result.diagnostics
    inputs.texts[name] = result.text
    inputs.digests[name] = sha256_hex(data)
    return result.document


def read_lock_of(spec: Path, inputs: Inputs) -> Lock | None:
    """What is pinned for a spec; None where there is no lock, or a broken one."""
    if str(spec) == STDIN:
        return None
    file = spec.with_name(lock_name(spec.name))
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        inputs.digests[shown(file)] = None
        return None
    except OSError as error:
        inputs.diagnostics.append(unreadable(shown(file), error.strerror))
        return None
    from gitune.lock.read import read_lock  # noqa: PLC0415 (a spec without a lock does not pay for it)

    result = read_lock(data, shown(file))
    inputs.diagnostics += result.diagnostics
    inputs.texts[shown(file)] = result.text
    inputs.digests[shown(file)] = sha256_hex(data)
    return result.lock


def _bytes(file: Path) -> bytes:
    """At most one byte more than a spec may have, so that a huge file costs nothing."""
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)
