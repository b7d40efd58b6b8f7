"""Semantic checks, one per file."""
