"""The published schema in a real editor's language server."""
