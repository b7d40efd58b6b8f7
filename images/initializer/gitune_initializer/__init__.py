"""Fills a folder of the run's volume with a model's or a dataset's files, before any device is asked for.

The contract with the compiler is `docs/image-contract.md`; this package imports nothing of the compiler.
"""
