"""Reading a Git revision through the `git` program: no checkout, no network, no write."""
