"""Kubernetes, Trainer and Flux objects."""
