"""torchtune's `tune` command, in a process that ends with its supervisor."""

from __future__ import annotations

from torchtune._cli.tune import main

from gitune_trainer.lifeline import die_with_parent

if __name__ == "__main__":
    die_with_parent()
    main()
