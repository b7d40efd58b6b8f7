"""The project file gitune.yaml."""
