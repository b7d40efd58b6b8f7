"""Coverage-guided fuzzing of the whole compiler."""
