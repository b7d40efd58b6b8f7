"""What we render against a real API server (docs/testing.md)."""
