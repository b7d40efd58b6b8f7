"""Layers: a spec as it is written, and what defaults, bases, environments, grids and policies say beside it."""
