"""Policy: what a platform team allows, in files of its own; for specs, and for the cluster's admission."""
