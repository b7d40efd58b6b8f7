"""What CI needs beside the verbs: the comment of a pull request, and what a pre-commit hook is given.

The Action, the GitLab template and the hooks run it with an isolated Python (`-I`), so that nothing of the repository
under review is imported. Only this package speaks to a forge.
"""
