"""What the cluster has not got, by its facts in gitune.yaml."""
