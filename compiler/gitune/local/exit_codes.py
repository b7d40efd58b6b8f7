"""What the exit codes of the images mean. The contract is docs/image-contract.md; a test compares the two."""

from __future__ import annotations

MEANINGS = {
    0: "done, or already done",
    2: "called wrongly: a missing variable or argument",
    10: "access refused: gated or private, the token may not read it",
    11: "no such repository, revision, path or file",
    12: "a token is needed and there is none, or it is not valid",
    13: "not enough free space on the volume",
    14: "the files are there but are not what the run needs (layout, columns, unreadable)",
    15: "devices, processes or dtype do not fit the config",
    16: "the run would train nothing (fewer batches than one optimizer step needs)",
    17: "torchtune refused the config",
    18: "a file is not what was pinned: the source was changed, or damaged on its way, twice",
    20: "network or storage failed after retries: worth another pod",
    30: "training failed",
    130: "interrupted",
    143: "ended by SIGTERM; a later start goes on",
}


def meaning(code: int) -> str:
    """The code's meaning, or that a signal ended the process, or that the contract does not know it."""
    if code in MEANINGS:
        return MEANINGS[code]
    return f"killed by signal {code - 128}" if code > 128 else "not a code of the image contract"
