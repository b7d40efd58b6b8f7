"""Every run of a repository on one page: `gitune list`."""
