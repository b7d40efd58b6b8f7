"""Every decision of a run, each with its reason."""
