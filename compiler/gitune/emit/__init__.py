"""Canonical bytes, the owned output tree, drift."""
