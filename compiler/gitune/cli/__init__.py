"""Flags and streams, one file per verb."""
