"""Runs rendered objects on this machine, as the operator and the kubelet would."""
