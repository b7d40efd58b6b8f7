"""Says on standard output, as JSON, what torch sees of the accelerators.

A process of its own: a supervisor that asked torch itself would hold GPU memory for as long as the run lasts.
"""

from __future__ import annotations

import json
import sys

import torch


def main() -> None:
    """Write one JSON object: ``count``, ``bf16`` and ``name`` (of the first device)."""
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    seen = {
        "count": count,
        "bf16": count > 0 and torch.cuda.is_bf16_supported(including_emulation=False),
        "name": torch.cuda.get_device_name(0) if count else "",
    }
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    main()
