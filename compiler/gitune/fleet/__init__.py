"""Many specs at once: on all cores, what did not change not again, and what two of them claim refused."""
