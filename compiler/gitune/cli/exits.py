"""The exit codes of every verb."""

from __future__ import annotations

FINE = 0
"""Nothing found."""
FINDINGS = 1
"""Findings, or drift."""
USAGE = 2
"""Called wrongly, or an input that cannot be read."""
BUG = 3
"""A bug of ours."""
INTERRUPTED = 130
"""Interrupted by the user."""
