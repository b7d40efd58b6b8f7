# How Flux treats earlier runs is no part of a run's name.
printf 'runtime:\n  retain: prune\n' >> team-b/finetune.yaml
