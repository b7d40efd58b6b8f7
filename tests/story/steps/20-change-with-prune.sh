# The earlier run is deleted as soon as the new one is applied.
sed -i 's/globalBatchSize: 32/globalBatchSize: 64/' team-b/finetune.yaml
