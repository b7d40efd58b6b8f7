"""Runs on Kubeflow's own torchtune runtimes, as its Python SDK would have sent them."""
