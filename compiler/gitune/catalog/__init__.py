"""Models, accelerators, images and backend facts, read from `runtimes/`."""
