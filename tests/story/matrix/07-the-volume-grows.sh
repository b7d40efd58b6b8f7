# No run starts.
sed -i 's/size: 30Gi/size: 60Gi/' sweep.finetune.yaml
