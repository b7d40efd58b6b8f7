"""What CI runs, written once: `catalog.toml`. From it come the pre-commit hooks, the Action and the GitLab template."""
