# No conflict: every run has files of its own.
git merge -q --no-ff --no-commit two
