"""Runs one torchtune recipe to a published model: preflight, resume, launch, verify, publish.

The supervisor (`python -m gitune_trainer`) never imports torch; torchtune runs in processes that it starts.
"""
