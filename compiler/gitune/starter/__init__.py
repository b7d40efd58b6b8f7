"""A first spec for a model and a method: sane sizes, and comments that say what to change."""
