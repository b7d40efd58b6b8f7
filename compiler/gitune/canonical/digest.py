"""Digests over canonical JSON."""

from __future__ import annotations

import hashlib
import json


def canonical_json(data: object) -> bytes:
    """Sorted keys, no spaces, UTF-8; NaN and infinity refused.

    Raises:
        ValueError: a number is NaN or infinite.
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
