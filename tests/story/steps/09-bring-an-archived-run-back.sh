# Refused: it is finished and would start again.
git checkout -q HEAD~1 -- team-a/summaries.finetune.yaml
