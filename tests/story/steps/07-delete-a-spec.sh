# Refused: nobody has said that the run is finished.
rm team-a/summaries.finetune.yaml
