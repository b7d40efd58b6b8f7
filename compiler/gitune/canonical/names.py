"""How long names may be."""

from __future__ import annotations

NAME_MAX = 24
"""Of a fine-tune. A run is `<name>-<8 of the digest>`, and JobSet leaves 33 characters (rule R13 in docs/gitops.md)."""
