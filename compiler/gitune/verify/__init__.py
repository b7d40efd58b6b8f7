"""Rendered objects against the target's strict schemas."""
