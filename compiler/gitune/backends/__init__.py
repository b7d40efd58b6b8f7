"""How one training library is configured."""
