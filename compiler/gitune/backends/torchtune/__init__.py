"""torchtune: recipe, resolved config and their checks."""
