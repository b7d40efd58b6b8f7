# The run that was there before comes back.
git revert --no-commit HEAD
